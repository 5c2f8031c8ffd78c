"""Diagnostics of the Dagster backend; each docstring is the manual page of its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class Style(Diagnostic):
    """A pipeline becomes assets where its meaning survives in assets, and a job of ops where it does not.

    Assets have no fan-in, no trigger rules and no mapping, so that branches with a join, reactions to failures and mapped
    tasks need ops. `--dagster-style assets|ops` asks for one of them.
    """

    code: ClassVar[str] = "DGW001"
    text: ClassVar[str] = "`{pipeline}` is written as {style}: {reason}"
    style: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AnnotationLeftOut(Diagnostic):
    """Dagster checks the annotations of inputs and outputs when a run passes values, which the source engine never did.

    An int for a `float`, a tuple for a `list` or None for a `dict` would fail a step that used to succeed. An annotation
    is kept where the producer and the consumer state the same type; otherwise it is left out.
    """

    code: ClassVar[str] = "DGW002"
    text: ClassVar[str] = (
        "the annotation of {names} of `{task}` is left out: Dagster would enforce it"
    )
    names: str


@dataclass(frozen=True, kw_only=True)
class KeyPrefix(Diagnostic):
    """Asset keys are unique in a whole code location, task ids only in their pipeline.

    A key as general as `extract` would collide with the next pipeline that has one, and then nothing of the location loads.
    So the keys of this pipeline begin with its name.
    """

    code: ClassVar[str] = "DGW003"
    text: ClassVar[str] = (
        "the asset keys of `{pipeline}` begin with `{prefix}`, as task names like `{example}` are too general"
    )
    prefix: str
    example: str


@dataclass(frozen=True, kw_only=True)
class AttributeDropped(Diagnostic):
    """An attribute of the source without effect on what the pipeline does has no place in Dagster.

    Nothing needs to be done; the message names it so that nobody has to wonder.
    """

    code: ClassVar[str] = "DGW101"
    text: ClassVar[str] = "`{attribute}` of `{owner}` was dropped: {reason}"
    attribute: str
    owner: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CacheDropped(Diagnostic):
    """Dagster does not cache the results of ops between runs, so the task runs every time.

    The values are the same, only later. An asset with a `code_version` and automation can avoid the work.
    """

    code: ClassVar[str] = "DGW102"
    text: ClassVar[str] = "the {cache} of `{task}` was dropped: Dagster computes it in every run"
    cache: str


@dataclass(frozen=True, kw_only=True)
class LimitOutside(Diagnostic):
    """A limit on runs or tasks at a time is a setting of the Dagster instance, not of the code.

    Set it in `dagster.yaml` (`concurrency.runs.tag_concurrency_limits` or `concurrency.pools`); the message says which.
    """

    code: ClassVar[str] = "DGW201"
    text: ClassVar[str] = (
        "`{attribute}` of `{owner}` is a limit of the instance: set it in dagster.yaml"
    )
    attribute: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class HookForRule(Diagnostic):
    """A task that only ran when something before it had failed became a failure hook.

    The hook is called for each op that fails, after its retries, so two failures notify twice. It is no step of the run:
    it has no retries, and an exception in it is logged. `--exact` keeps it a step.
    """

    code: ClassVar[str] = "DGW202"
    text: ClassVar[str] = (
        "`{task}` ({rule}) is a failure hook: it is called for each of the ops it watches that fails"
    )
    rule: str


@dataclass(frozen=True, kw_only=True)
class Tracked(Diagnostic):
    """Dagster runs nothing after a failed op, and a failed op fails the run. Where a task reacts to failures, the ops
    around it report their outcome in place of failing, and a small helper in the file applies the trigger rules.

    States, retries and the state of the run are those of the source. A rule that fires as soon as one state is known
    (one_success, one_failed, one_done), or at once (always), fires when all above is done. In the UI a captured failure
    is a green step with an error in its log.
    """

    code: ClassVar[str] = "DGW203"
    text: ClassVar[str] = (
        "{count} ops of `{pipeline}` report outcomes in place of failing, because of {causes}"
    )
    count: int
    causes: str


@dataclass(frozen=True, kw_only=True)
class ShellInPython(Diagnostic):
    """A shell command runs as a subprocess of the op with bash, and a failing exit code fails the op.

    It runs in the folder of the Dagster process, not in a fresh one. The exit code that means "skipped" in the source does so
    here where the command's own text says `exit` with it, and fails where only a program that it starts could end so.
    """

    code: ClassVar[str] = "DGW204"
    text: ClassVar[str] = "`{task}` runs its command with subprocess; {skip_on}"
    skip_on: str


@dataclass(frozen=True, kw_only=True)
class TimeLimit(Diagnostic):
    """Dagster has no timeout per op. A small helper interrupts the attempt by a signal of the process.

    It needs the main thread of a Unix process, which is where Dagster runs steps.
    """

    code: ClassVar[str] = "DGW205"
    text: ClassVar[str] = "the timeout of `{task}` is kept by a helper, as Dagster has none per op"


@dataclass(frozen=True, kw_only=True)
class RetryHelper(Diagnostic):
    """Dagster's retry policy has one delay, growing or not. A list of delays, a limit on the delay, or a choice of
    exceptions needs a small helper that asks for each retry by itself.

    Retries count and wait as in the source. A plain `RetryPolicy` with one delay reads better, if that is good enough for you.
    """

    code: ClassVar[str] = "DGW206"
    text: ClassVar[str] = "the retries of `{task}` are kept by a helper: {reason}"
    reason: str


@dataclass(frozen=True, kw_only=True)
class FromEnvironment(Diagnostic):
    """A variable or connection that the source's server holds is read from the environment.

    Set the environment variable where Dagster runs. Values are never copied.
    """

    code: ClassVar[str] = "DGW207"
    text: ClassVar[str] = "{what} `{name}` is read from the environment variable `{variable}`"
    what: str
    name: str
    variable: str


@dataclass(frozen=True, kw_only=True)
class PostsItself(Diagnostic):
    """A message that an operator of the source sent through a stored connection is sent by a few lines of Python.

    The address or server comes from the environment; the message names the variable.
    """

    code: ClassVar[str] = "DGW208"
    text: ClassVar[str] = "`{task}` sends its {channel} message itself, to what `{variable}` names"
    channel: str
    variable: str


@dataclass(frozen=True, kw_only=True)
class PartitionPerRun(Diagnostic):
    """The day or interval that a run is about is its partition.

    The schedule fills it in; a run started by hand chooses a partition. Backfills are backfills of partitions.
    """

    code: ClassVar[str] = "DGW209"
    text: ClassVar[str] = "the date that a run of `{pipeline}` is about is its partition"


@dataclass(frozen=True, kw_only=True)
class FanOut(Diagnostic):
    """Dagster maps over the outputs of an op made for it, so the collection passes through an op that gives one output per item.

    The instances and what collects them are those of the source. The extra op is not in the source.
    """

    code: ClassVar[str] = "DGW210"
    text: ClassVar[str] = (
        "the op `{producer}`, which the source does not have, gives {tasks} an instance per item"
    )
    producer: str
    tasks: str


@dataclass(frozen=True, kw_only=True)
class ScheduleEmulated(Diagnostic):
    """Dagster has cron schedules and sensors; another kind of schedule is written as the nearest of them.

    The message says how. Runs start at the same distance, but not at the same moments.
    """

    code: ClassVar[str] = "DGW211"
    text: ClassVar[str] = "the schedule of `{pipeline}` ({kind}) is {how}"
    kind: str
    how: str


@dataclass(frozen=True, kw_only=True)
class MailHook(Diagnostic):
    """The source's server sends an e-mail on failure. Here a failure hook of the job sends it.

    Set `SMTP_HOST` (and the sender in `SMTP_FROM`) where Dagster runs.
    """

    code: ClassVar[str] = "DGW212"
    text: ClassVar[str] = (
        "the e-mail on failure of `{owner}` is sent by a failure hook through `SMTP_HOST`"
    )
    owner: str


@dataclass(frozen=True, kw_only=True)
class ReadsPulled(Diagnostic):
    """The body fetches the output of a task that it does not wait for in the source. In Dagster an output that is read is
    waited for, so the task starts later than it could have.

    Where the source relies on reading what may not be there yet, pass the value by other means.
    """

    code: ClassVar[str] = "DGW213"
    text: ClassVar[str] = (
        "`{task}` waits for `{pulled}`, whose output it reads; the source did not make it wait"
    )
    pulled: str


@dataclass(frozen=True, kw_only=True)
class RunSensor(Diagnostic):
    """A callback of the whole run became a sensor on the job's runs.

    The Dagster daemon evaluates it after the run, so it comes later than in the source, and only where a daemon runs and
    the sensor is switched on.
    """

    code: ClassVar[str] = "DGW214"
    text: ClassVar[str] = (
        "`{function}` (on {event} of `{pipeline}`) is a sensor: it needs the Dagster daemon"
    )
    function: str
    event: str


@dataclass(frozen=True, kw_only=True)
class OrderOfInstances(Diagnostic):
    """The source runs the instances one after the other, and stops at the first that fails. Dagster runs as many as the
    executor allows, and a failed one does not stop the others.

    Set `max_concurrent` of the executor to 1 if they must not overlap, or loop inside one op if a failure must stop the rest.
    """

    code: ClassVar[str] = "DGW301"
    text: ClassVar[str] = (
        "the instances of `{task}` may run side by side, and one that fails does not stop the others"
    )


@dataclass(frozen=True, kw_only=True)
class FailureAsOutput(Diagnostic):
    """The source catches the failure of this task and goes on; in Dagster a failed op fails the run.

    So the op catches the exception itself, after its retries, and gives it as the output `error`, which starts what handles
    it. In the UI the failure is a green step with an exception in its log.
    """

    code: ClassVar[str] = "DGW215"
    text: ClassVar[str] = (
        "a failed `{task}` shows as a green step with an `error` output, as a red one would fail the run"
    )


@dataclass(frozen=True, kw_only=True)
class ExceptionNotGiven(Diagnostic):
    """The source hands the exception that it caught to a task; here that task is started by a trigger rule.

    It is given a text that names what failed in place of the exception; the exception itself stands in the log of the run.
    """

    code: ClassVar[str] = "DGW306"
    text: ClassVar[str] = (
        "`{task}` is not given the exception of {tried}, but a text that names what failed"
    )
    tried: str


@dataclass(frozen=True, kw_only=True)
class Unsupported(Diagnostic):
    """No rule knows what this task does, so its op raises NotImplementedError: a run fails there, and never passes it over.

    The source's call stands above the op as a comment. Write its body, or write a rule for the operator.
    """

    code: ClassVar[str] = "DGW302"
    text: ClassVar[str] = (
        "`{task}` ({what}) is not converted: its op raises NotImplementedError until you write it"
    )
    what: str


@dataclass(frozen=True, kw_only=True)
class IntrinsicLost(Diagnostic):
    """The body asks its engine for something that Dagster cannot supply. The place raises NotImplementedError when it runs.

    Replace it by something that the op can know.
    """

    code: ClassVar[str] = "DGW303"
    text: ClassVar[str] = "`{task}` uses {what}, which Dagster cannot supply"
    what: str


@dataclass(frozen=True, kw_only=True)
class AttributeLost(Diagnostic):
    """An attribute that has an effect in the source has none here. The message says what changes.

    Decide whether the pipeline can do without it.
    """

    code: ClassVar[str] = "DGW304"
    text: ClassVar[str] = "`{attribute}` of `{owner}` is lost: {reason}"
    attribute: str
    owner: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SymbolicPolicy(Diagnostic):
    """Dagster needs this number while the file is written, and the source computes it when it is loaded.

    The message says what was written in its place.
    """

    code: ClassVar[str] = "DGW305"
    text: ClassVar[str] = (
        "`{attribute}` of `{owner}` is only known at run time (`{expression}`): {instead}"
    )
    attribute: str
    owner: str
    expression: str
    instead: str


@dataclass(frozen=True, kw_only=True)
class ClockChange(Diagnostic):
    """Twice a year the clocks of the schedule's time zone change, and engines disagree on runs that fall into that night.

    Dagster starts a run whose time is left out when the new clock begins (02:30 becomes 03:00), and the second time where it
    comes twice.
    A schedule in UTC, or at an hour at which clocks never change, starts at the same moments everywhere.
    """

    code: ClassVar[str] = "DGW220"
    text: ClassVar[str] = (
        "where clocks change in {zone}, `{cron}` starts at another time: on {day} {here}, in the source {there}"
    )
    cron: str
    zone: str
    day: str
    there: str
    here: str
