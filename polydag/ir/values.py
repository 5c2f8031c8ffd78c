"""Values: what a task is given, as data that any engine can print.

`Value` is a union discriminated by `kind`; every member is frozen and JSON-serialisable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from polydag.ir.model import Frozen

Json: TypeAlias = JsonValue


class Constant(Frozen):
    """A literal: None, bool, number or string. Lists and dicts are `Items` and `Entries`."""

    kind: Literal["constant"] = "constant"
    value: None | bool | int | float | str


class OutputOf(Frozen):
    """Another task's output: the reference that makes a data edge.

    `path` are constant keys or positions taken from the output (`x["rows"][0]`).
    For a task in a known family, `task` is the id template's id in the same family (`each`), and a
    reference to a whole family from outside is `FamilyOutput`.
    """

    kind: Literal["output"] = "output"
    task: str
    output: str = "result"
    path: tuple[str | int, ...] = ()


class FamilyOutput(Frozen):
    """The outputs of one member task of every instance of a family, as a list in binding order."""

    kind: Literal["family_output"] = "family_output"
    family: str
    task: str
    output: str = "result"


class ParameterOf(Frozen):
    """A parameter of the run."""

    kind: Literal["parameter"] = "parameter"
    name: str


class ContextOf(Frozen):
    """A fact about the run: `ds`, `logical_date`, `run_id`, `data_interval_start`, …"""

    kind: Literal["context"] = "context"
    key: str


class VariableOf(Frozen):
    """A loop variable of the family that the task belongs to, or of its mapped group, or a key taken from it."""

    kind: Literal["variable"] = "variable"
    name: str
    path: tuple[str | int, ...] = ()


class Lookup(Frozen):
    """Something that lives outside the code: a variable, a connection's field, a secret, the environment. What is `parsed` is
    the value that its text means as JSON."""

    kind: Literal["lookup"] = "lookup"
    what: Literal["variable", "connection", "secret", "environment", "resource"]
    name: str
    field: str | None = None
    default: Value | None = None
    parsed: bool = False


class Items(Frozen):
    """A list (or tuple, set) of values; with the shape `present` a list of those of its outputs that were given."""

    kind: Literal["items"] = "items"
    items: tuple[Value, ...] = ()
    shape: Literal["list", "tuple", "set", "present"] = "list"


class Entries(Frozen):
    """A dict of values with string keys."""

    kind: Literal["entries"] = "entries"
    entries: dict[str, Value] = {}


class Text(Frozen):
    """A string built from parts at run time: constants and values (an f-string, a rendered template). `template` is the path of
    the file that it was read from, for an engine that renders template files itself."""

    kind: Literal["text"] = "text"
    parts: tuple[Value, ...]
    template: str | None = None


class Code(Frozen):
    """An expression of the author, kept as text; `names` are module-level names that it reads, `reads` binds the
    other free names of the text to values (task outputs, parameters, loop variables). `template` is the Jinja source that the
    expression was read from, for an engine that renders templates itself."""

    kind: Literal["code"] = "code"
    text: str
    names: tuple[str, ...] = ()
    reads: dict[str, Value] = {}
    template: str | None = None


Value = Annotated[
    Constant
    | OutputOf
    | FamilyOutput
    | ParameterOf
    | ContextOf
    | VariableOf
    | Lookup
    | Items
    | Entries
    | Text
    | Code,
    Field(discriminator="kind"),
]

for _model in (Lookup, Items, Entries, Text, Code):
    _model.model_rebuild()


# Facts of a run that are texts, whatever the engine.
DATE_TEXTS = frozenset({"ds", "ds_nodash", "ts", "ts_nodash"})


def walk(value: Value) -> Iterator[Value]:
    """The value and every value inside it, outermost first."""
    yield value
    for inner in _parts(value):
        yield from walk(inner)


def _parts(value: Value) -> tuple[Value, ...]:
    match value:
        case Items(items=items):
            return items
        case Entries(entries=entries):
            return tuple(entries.values())
        case Text(parts=parts):
            return parts
        case Code(reads=reads):
            return tuple(reads.values())
        case Lookup(default=default) if default is not None:
            return (default,)
        case _:
            return ()


def constant(value: Json) -> Value:
    """A JSON value as `Constant`, `Items` or `Entries`."""
    if isinstance(value, list):
        return Items(items=tuple(constant(item) for item in value))
    if isinstance(value, dict):
        return Entries(entries={key: constant(item) for key, item in value.items()})
    return Constant(value=value)
