"""Operations: what a task does."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from polydag.ir.acts import ActName
from polydag.ir.model import Frozen, Scalar
from polydag.ir.values import Code, Constant, Value


class Call(Frozen):
    """Run a function of the author.

    `arguments` by parameter name (`*args` and `**kwargs` under the names of those parameters, as Items and Entries).
    `pulls` are outputs that the body reads by itself (`Use(kind="pull", key=name)`): references, not dependencies.
    """

    kind: Literal["call"] = "call"
    function: str
    arguments: dict[str, Value] = {}
    pulls: dict[str, Value] = {}


class Choose(Frozen):
    """Run a function and start only the nodes of the label (or labels) that it returns; the others are skipped.

    `labels` maps what the function returns to ids of nodes directly below. `condition` is the expression of an `if` that the
    source wrote in its building code: the function is then synthesised from it and returns "true" or "false" labels.
    `cascade` skips everything below, whatever its rule (short-circuit); else only what is directly below.
    `many` says that a list of labels may be returned.
    """

    kind: Literal["choose"] = "choose"
    function: str
    arguments: dict[str, Value] = {}
    pulls: dict[str, Value] = {}
    labels: dict[str, tuple[str, ...]] = {}
    condition: Code | None = None
    cascade: bool = False
    many: bool = False


class Gate(Frozen):
    """Run a function and skip what is below when it returns something false (short-circuit).

    `cascade` skips all transitive downstream whatever the rules; else only the direct ones.
    """

    kind: Literal["gate"] = "gate"
    function: str
    arguments: dict[str, Value] = {}
    pulls: dict[str, Value] = {}
    condition: Code | None = None
    cascade: bool = True


class Latest(Frozen):
    """Skip what is directly below, whatever its rule, where a later run of the schedule is due by now; a run by hand goes on."""

    kind: Literal["latest"] = "latest"


class Check(Frozen):
    """Run a function that gives a verdict on an asset; a blocking one that does not pass fails and stops what is below."""

    kind: Literal["check"] = "check"
    function: str
    asset: str
    arguments: dict[str, Value] = {}
    pulls: dict[str, Value] = {}
    blocking: bool = False


class Wait(Frozen):
    """Run a function again and again until what it returns is true (a sensor).

    It looks `every` so many seconds, for `within` seconds at most; a `growing` interval about doubles from one look to the next,
    up to `at_most`. When the time is out the task fails and is not tried again, or is skipped: `on_timeout`. `on_error` says what
    a look that raises means: a failed attempt, a skipped task, or one more look. `frees_worker`: no worker is held between two
    looks. The output `result` is what the function hands on with its use `seen`, else None.
    """

    kind: Literal["wait"] = "wait"
    function: str
    arguments: dict[str, Value] = {}
    pulls: dict[str, Value] = {}
    every: Scalar[float] = 60.0
    within: Scalar[float] = 604800.0
    growing: bool = False
    at_most: Scalar[float] | None = None
    on_timeout: Literal["fail", "skip"] = "fail"
    on_error: Literal["fail", "skip", "look_again"] = "fail"
    frees_worker: bool = False


class Shell(Frozen):
    """Run a shell command with bash. `env` None inherits the environment; with `append_env` it is added to it.

    The output `result` is the last line of stdout, or what the function `processor` makes of it. `skip_on` is the exit code that
    means skipped.
    """

    kind: Literal["shell"] = "shell"
    command: Value
    env: dict[str, Value] | None = None
    append_env: bool = False
    cwd: Value | None = None
    skip_on: int | None = 99
    processor: Value | None = None


class Script(Frozen):
    """Run the shell command that a function of the author returns; the rest is as for `Shell`."""

    kind: Literal["script"] = "script"
    function: str
    arguments: dict[str, Value] = {}
    pulls: dict[str, Value] = {}
    env: dict[str, Value] | None = None
    append_env: bool = False
    cwd: Value | None = None
    skip_on: int | None = 99
    processor: Value | None = None


class Dbt(Frozen):
    """Run a dbt command on a project; `command` is the words after `dbt`.

    `deps` says that the packages which the project depends on are installed first.
    """

    kind: Literal["dbt"] = "dbt"
    command: tuple[Value, ...]
    project: Value | None = None
    profiles: Value | None = None
    manifest: Value | None = None
    select: Value | None = None
    deps: bool = False


class Notify(Frozen):
    """Send a message through a channel: e-mail, Slack, …; `connection` names where it lives.

    `to` is whom an e-mail goes to where only the run knows it (else `recipients`): an address, or a list of them.
    """

    kind: Literal["notify"] = "notify"
    channel: Literal["slack", "email"]
    message: Value
    connection: Scalar[str] | None = None
    subject: Value | None = None
    recipients: tuple[Scalar[str], ...] = ()
    to: Value | None = None


class KeptText(Frozen):
    """A text that the source keeps in a file of its own: the path as the source states it, and what the file holds."""

    path: str
    text: str


class Act(Frozen):
    """Have a system outside do something: `act` says what, `arguments` by neutral names what it is given.

    `connection` names where the system lives. `files` are the arguments whose text the source keeps in a file.
    """

    kind: Literal["act"] = "act"
    act: ActName
    arguments: dict[str, Value] = {}
    connection: Scalar[str] | None = None
    files: dict[str, KeptText] = {}


RunState: TypeAlias = Literal["queued", "running", "success", "failed"]
# Those that a run stays in.
ENDS: tuple[RunState, ...] = ("success", "failed")


class Launch(Frozen):
    """Start a run of the pipeline whose id is `pipeline`, which is given `conf`.

    `wait` until that run is in one of the states that it `accepts`, or one that it `refuses` and that fails the task, with `poll`
    seconds between looks; what is in both is refused. `run_id` names the run and `date` is what it is about, where the source
    says so; `known` is what becomes of the task where there is such a run: it fails, starts it `anew`, or is skipped.
    """

    kind: Literal["launch"] = "launch"
    pipeline: Value
    conf: Value | None = None
    run_id: Value | None = None
    date: Value | None = None
    known: Literal["fail", "anew", "skip"] = "fail"
    wait: bool = False
    accepts: tuple[RunState, ...] = ("success",)
    refuses: tuple[RunState, ...] = ("failed",)
    poll: Scalar[float] = 60.0

    @property
    def target(self) -> str | None:
        """The id of the pipeline, where it is known while writing."""
        known = self.pipeline.value if isinstance(self.pipeline, Constant) else None
        return known if isinstance(known, str) else None

    def fails_at(self, state: RunState) -> bool:
        """Whether the task does not end well with a run in this state: it fails, or waits for another that never comes."""
        return state in self.refuses or state not in self.accepts

    @property
    def endless(self) -> tuple[RunState, ...]:
        """The states in which a run may end and that the task goes on to wait at."""
        return tuple(s for s in ENDS if s not in {*self.accepts, *self.refuses})


class Empty(Frozen):
    """Do nothing: an anchor for dependencies."""

    kind: Literal["empty"] = "empty"


class Opaque(Frozen):
    """Source kept word for word because no rule reads it: `class_name` is its qualified name, `source` the call's text."""

    kind: Literal["opaque"] = "opaque"
    class_name: str
    source: str
    arguments: dict[str, Value] = {}
    names: tuple[str, ...] = ()


# Those that run a function of the author, for `isinstance`.
OfFunction: TypeAlias = Call | Choose | Gate | Check | Wait | Script
# Those that run a command with bash.
OfShell: TypeAlias = Shell | Script
# What opens the way to the tasks below, or shuts it.
Opening: TypeAlias = Gate | Latest
Operation = Annotated[
    Call
    | Choose
    | Gate
    | Latest
    | Check
    | Wait
    | Shell
    | Script
    | Dbt
    | Notify
    | Act
    | Launch
    | Empty
    | Opaque,
    Field(discriminator="kind"),
]
