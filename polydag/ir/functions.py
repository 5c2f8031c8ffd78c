"""Functions of the author: their text, never altered, and what is known about it."""

from __future__ import annotations

from typing import Literal

from polydag.ir.elsewhere import Elsewhere
from polydag.ir.model import Frozen, Place

UseKind = Literal[
    "log",
    "logger",
    "context",
    "parameter",
    "variable",
    "connection",
    "secret",
    "environment",
    "push",
    "pull",
    "skip",
    "fail",
    "error",
    "verdict",
    "seen",
    "output",
    "metadata",
    "import",
    "escape",
    "stored",
    "awaited",
    "ask",
    "literal",
    "events",
]


class Parameter(Frozen):
    """A parameter of a function; annotation and default are source text."""

    name: str
    annotation: str | None = None
    default: str | None = None
    kind: Literal["positional", "keyword", "var_positional", "var_keyword"] = "positional"


class Use(Frozen):
    """An engine call inside a body that has a neutral meaning: an intrinsic.

    `start` and `stop` are character offsets into `Function.text`. `arguments` are source texts by neutral name.
    Kinds and their `key` and `arguments`:

    - `log`: key is the level; the span is the logger expression only (`context.log`, `get_run_logger()`), so the call's
      arguments stay the author's
    - `logger`: an assignment of the engine's logger to a name (`logger = get_run_logger()`); key is the name
    - `context`: key is a fact of the run (`ds`, `logical_date`, `run_id`, `task_id`, `try_number`, `prev_ds`, `partition_key`, …)
    - `parameter`: key is the run parameter's name (`params["x"]`, `config.x`)
    - `variable`, `connection`, `secret`, `environment`: key is the name; `default` is an argument
    - `push`: key is the output's name; argument `value`
    - `pull`: key is the name in `Call.pulls`
    - `skip`, `fail`: raising; argument `message` (source text, may be missing)
    - `error`: the name of the engine's own exception for an ordinary failure, wherever the body says it
    - `verdict`: a check's result; arguments `passed`, `description`, `metadata`
    - `seen`: what a look of a wait returns; arguments `done` (whether the wait is over) and `value` (what it then hands on)
    - `output`: a yielded or returned named output; key is its name, argument `value`
    - `metadata`: what is noted about what the task makes: argument `value`, or `name` and `value` of one entry; key is the id
      of the asset that it is said of, where the source names one
    - `literal`: an expression over an object of the engine that no run decides (the address of an asset): argument `value`
    - `events`: what was noted whenever an asset was made, the oldest first, a list of objects with `extra` and `timestamp`; key
      is the id of the asset
    - `import`: an engine import inside the body, which a lowering removes
    - `stored`: polydag's own keeping of a value in a file, for an engine that cannot carry it: argument `value` is the value
      itself; without it the whole statement only loads what other engines give as it is
    - `awaited`: the set of the states in which another pipeline's run ended, or tasks of it; key is the pipeline's id. Arguments
      `tasks` (a tuple of ids, empty for the whole run) and `seconds`, by which that run was due before this one. What has not
      ended is in a state that no set of final ones has (`none`)
    - `ask`: the answer of a person, who is shown the question until there is one: a mapping of `chosen_options` (a list),
      `params_input`, `responded_at` and `responded_by_user`. Arguments `subject`, `body`, `options`, `multiple` (more than one
      may be chosen), `fields` (the JSON Schema of each further entry by name), `users` (who shall answer), `timeout` (seconds)
      and `defaults` (the options that are taken when nobody answered by then; else the attempt fails)
    - `escape`: the context object itself, passed on or indexed by a computed key; with `lead` it is nowhere in the text and is
      put into a call behind these characters, for a helper that asks for it

    `statement` is the span of the whole simple statement when the use is all of it (`x = pull(...)`, `raise ...`,
    an expression statement, `return verdict`), and `assigns` the name that it is assigned to there.
    `inner` are uses inside the arguments.
    """

    kind: UseKind
    key: str = ""
    arguments: dict[str, str] = {}
    start: int
    stop: int
    statement: tuple[int, int] | None = None
    assigns: str | None = None
    inner: tuple[Use, ...] = ()


class Capture(Frozen):
    """A name that a nested function takes from the functions around it."""

    name: str
    how: Literal["constant", "parameter", "other"]
    text: str | None = None


class Function(Frozen):
    """A function of the author.

    `text` runs from `def` (or `async def`) to the last line of the body, at column zero, otherwise exactly the author's.
    `parameters` are the author's; those that the engine injects (`context`, `ti`, `ds=None`, `**kwargs` used as context,
    Dagster's `context` and config) are listed in `injected` and are not arguments of the neutral function.
    `names` are module-level names (imports, constants, helpers, other functions) that the text and the signature read.
    `outputs` are the named outputs that it gives beside or instead of `result`; those that are `optional` may be left out,
    which skips what reads them. A task whose only output is left out is skipped itself. `types` are annotations of outputs
    that the source states apart from the signature (`Out(int)`).
    `synthesised` functions were made by polydag (conditions, glue), and may be formatted. `elsewhere` is where another Python
    than the task's runs it.
    """

    name: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    injected: tuple[str, ...] = ()
    returns: str | None = None
    comment: str = ""
    decorators: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    names: tuple[str, ...] = ()
    captured: tuple[Capture, ...] = ()
    outputs: tuple[str, ...] = ("result",)
    optional: tuple[str, ...] = ()
    types: dict[str, str] = {}
    doc: str | None = None
    is_async: bool = False
    is_generator: bool = False
    returns_value: bool = True
    synthesised: bool = False
    elsewhere: Elsewhere | None = None
    span: Place | None = None

    @property
    def arguments(self) -> tuple[Parameter, ...]:
        """The parameters that a caller gives: all but the injected ones."""
        return tuple(p for p in self.parameters if p.name not in self.injected)

    @property
    def may_skip(self) -> bool:
        """Whether a task that runs it may end as skipped."""
        asks = any(use.kind == "skip" for use in self.uses)
        return asks or self.leaves_out_all or bool(self.exits_to_skip)

    @property
    def exits_to_skip(self) -> tuple[int, ...]:
        """The exit codes of the Python that runs it which mean skipped."""
        return () if self.elsewhere is None else self.elsewhere.skip_on

    @property
    def leaves_out_all(self) -> bool:
        """Whether it may leave out its only output."""
        return len(self.outputs) == 1 and bool(self.optional)


def flat_uses(uses: tuple[Use, ...]) -> list[Use]:
    """Uses and those inside their arguments."""
    return [found for use in uses for found in (use, *flat_uses(use.inner))]
