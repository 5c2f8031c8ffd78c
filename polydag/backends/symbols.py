"""Expressions of the source that are printed as they are: lookups in the target's words, and what it cannot say left out."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol, TypeVar

from polydag.diagnostics import Span
from polydag.ir.check import span_of
from polydag.ir.model import Frozen, Place, Symbolic
from polydag.ir.pipeline import Module, Pipeline, Prelude
from polydag.ir.policies import Schedule
from polydag.ir.tasks import Family, Task
from polydag.ir.values import Code
from polydag.syntax.positions import lines_of
from polydag.syntax.scoping import blocks_of
from polydag.syntax.trees import parsed

Model = TypeVar("Model", bound=Frozen)
BUILTIN = frozenset({*dir(builtins), "__file__"})

# Engines that call what their server holds `Variable`.
_HAVE_VARIABLES = ("airflow", "prefect")
# What a field holds that has no expressions in it.
_PLAIN = frozenset({type(None), str, bool, int, float, Place})
# No target has a bound that is computed: the writers drop it and tell it themselves.
_UNPRINTED = ("start", "end")


@dataclass(frozen=True)
class Spelt:
    """A lookup as an expression of the target, and its imports by the name that each binds."""

    text: str
    imports: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """A variable that the source's server holds: `default` is source text, `parsed` says that its text is JSON.

    A `computed` key is source text, too.
    """

    key: str
    default: str | None = None
    parsed: bool = False
    computed: bool = False


@dataclass(frozen=True)
class Placed:
    """What an expression belongs to."""

    pipeline: str
    owner: str
    span: Span | None
    in_body: bool = False


class Wording(Protocol):
    """How a target spells what the source's server holds, and tells what it cannot say."""

    def variable(self, asked: Asked, at: Placed) -> Spelt | None:
        """The lookup; where it is read from is told. None where the target cannot ask for it."""
        ...

    def lost(self, attribute: str, expression: str, at: Placed) -> None:
        """An expression that reads what the target does not have was left out."""
        ...


def settled(module: Module, wording: Wording) -> Module:
    """The module, its symbolic values free of names that nothing on the target defines."""
    settling = _Settling(module, wording)
    prelude = settling.prelude()
    module = settling.module = module.model_copy(update={"prelude": prelude})
    pipelines = tuple(settling.pipeline(pipeline) for pipeline in module.pipelines)
    bound = {name for part in module.prelude for name in part.defines}
    added = tuple(
        Prelude(text=text, kind="import", defines=(name,))
        for name, text in settling.imports.items()
        if name not in bound
    )
    update = {"pipelines": pipelines, "prelude": (*added, *module.prelude)}
    return module.model_copy(update=update)


class _Left:
    """Stands for a value that is left out."""


_LEFT = _Left()


@dataclass
class _Settling:
    module: Module
    wording: Wording
    imports: dict[str, str] = field(default_factory=dict)

    @cached_property
    def defined(self) -> frozenset[str]:
        """What the module's own code binds wherever its engine is not."""
        found = {name for part in self.module.prelude for name in part.defines}
        return frozenset(found | set(self.module.functions)) | BUILTIN

    def prelude(self) -> tuple[Prelude, ...]:
        """The module's own statements, their lookups spelt; one that asks in another way does not come along."""
        first = self.module.pipelines[0].id if self.module.pipelines else ""
        pieces = (_as_handed(piece) for piece in self.module.prelude)
        return tuple(
            part
            for piece in pieces
            if (part := self.part(piece, Placed(first, first, span_of(piece.span)))) is not None
        )

    def part(self, piece: Prelude, at: Placed) -> Prelude | None:
        if "Variable" not in piece.reads or self.module.engine not in _HAVE_VARIABLES:
            return piece
        tree, lines = ast.parse(piece.text), lines_of(piece.text)
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _asked(n) is not None]
        inside = {id(inner) for call in calls for inner in ast.walk(call)}
        named = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "Variable")
        if any(id(name) not in inside for name in named):
            return None
        nested = {id(n) for call in calls for n in ast.walk(call) if n is not call}
        spans = [(lines.span(call), call) for call in calls if id(call) not in nested]
        lookups = _Lookups(self, at, frozenset(["Variable"]))
        text, before = piece.text, dict(self.imports)
        for (start, stop), call in sorted(spans, key=lambda found: found[0], reverse=True):
            text = text[:start] + ast.unparse(lookups.visit(call)) + text[stop:]
        free = free_names(text)
        if "Variable" in free and "Variable" not in self.imports:
            self.imports = before
            return None
        reads = {*piece.reads, *(name for name in self.imports if name in free)}
        kept = reads if "Variable" in free else reads - {"Variable"}
        return piece.model_copy(update={"text": text, "reads": tuple(sorted(kept))})

    def pipeline(self, pipeline: Pipeline) -> Pipeline:
        at = Placed(pipeline.id, pipeline.id, span_of(pipeline.span))
        return self.model(pipeline, at, self.defined)

    def model(self, model: Model, at: Placed, names: frozenset[str]) -> Model:
        """The model with every value in it settled; a value that is left out leaves its field's default."""
        if isinstance(model, Task):
            at = Placed(at.pipeline, model.id, span_of(model.span))
        if isinstance(model, Family):
            names = names | set(model.variables)
        update: dict[str, object] = {}
        # A field that nobody set has its default, in which there are no expressions.
        stated = model.model_fields_set
        for name, value in vars(model).items():
            if type(value) in _PLAIN or name not in stated:
                continue
            if name == "ids" and isinstance(model, Family):
                continue
            inside = replace(at, in_body=True) if name == "operation" else at
            found = self.value(value, name, inside, names)
            if found is _LEFT:
                info = type(model).model_fields[name]
                found = value if info.is_required() else info.get_default()
            if found is not value:
                update[name] = found
        return model.model_copy(update=update) if update else model

    def value(self, value: object, name: str, at: Placed, names: frozenset[str]) -> object:
        if type(value) in _PLAIN:
            return value
        if isinstance(value, Symbolic):
            return self.symbol(value, name, at, names)
        if isinstance(value, Code):
            return self.code(value, at, names)
        if isinstance(value, dict):
            entries = {key: self.value(item, name, at, names) for key, item in value.items()}
            same = all(map(_is, entries.values(), value.values()))
            kept = {key: item for key, item in entries.items() if item is not _LEFT}
            return value if same else kept
        if isinstance(value, Frozen):
            found = self.model(value, at, names)
            return _LEFT if found is not value and _is_empty(found) else found
        if isinstance(value, tuple):
            items = [self.value(item, name, at, names) for item in value]
            same = len(items) == len(value) and all(map(_is, items, value))
            return value if same else tuple(item for item in items if item is not _LEFT)
        return value

    def code(self, value: Code, at: Placed, names: frozenset[str]) -> Code:
        """What a task is given: its lookups are spelt, any other name raises in the task and is told by the driver."""
        missing = free_names(value.text) - names - set(value.reads)
        if "Variable" not in missing:
            return value
        tree = _Lookups(self, at, missing).visit(ast.parse(value.text, mode="eval"))
        text = ast.unparse(ast.fix_missing_locations(tree))
        read = tuple(sorted(free_names(text) - set(value.reads)))
        return value.model_copy(update={"text": text, "names": read})

    def symbol(
        self, value: Symbolic, name: str, at: Placed, names: frozenset[str]
    ) -> Symbolic | _Left:
        missing = free_names(value.text) - names
        tree = ast.parse(value.text, mode="eval")
        if missing:
            tree = ast.fix_missing_locations(_Lookups(self, at, missing).visit(tree))
        text = _in_seconds(tree) or (ast.unparse(tree) if missing else value.text)
        free = free_names(text)
        if free - names - set(self.imports):
            # Code of a task raises where it reads the name, and the driver tells it; the rest would raise on import.
            if at.in_body or name in _UNPRINTED:
                return value
            self.wording.lost(name, value.text, at)
            return _LEFT
        if text == value.text:
            return value
        return value.model_copy(update={"text": text, "names": tuple(sorted(free))})


def _as_handed(piece: Prelude) -> Prelude:
    """A function that asks for the context, as one that is handed it."""
    if not piece.handed:
        return piece
    update = {"text": piece.handed, "handed": "", "reads": tuple(sorted(free_names(piece.handed)))}
    return piece.model_copy(update=update)


class _Lookups(ast.NodeTransformer):
    """Spells `Variable.get(…)` as the target does."""

    def __init__(self, settling: _Settling, at: Placed, missing: frozenset[str]) -> None:
        self.settling, self.at, self.missing = settling, at, missing

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        asked = _asked(node) if "Variable" in self.missing else None
        if asked is None or self.settling.module.engine not in _HAVE_VARIABLES:
            return node
        spelt = self.settling.wording.variable(asked, self.at)
        if spelt is None:
            return node
        self.settling.imports.update(spelt.imports)
        return ast.parse(spelt.text, mode="eval").body


def _asked(node: ast.Call) -> Asked | None:
    """What a call of `Variable.get` asks for; None where it is another call, or says more than is understood."""
    if ast.unparse(node.func) != "Variable.get":
        return None
    given = dict(zip(("key", "default", "deserialize_json"), node.args, strict=False))
    for keyword in node.keywords:
        name = "default" if keyword.arg == "default_var" else str(keyword.arg)
        given[name] = keyword.value
    key, default = given.pop("key", None), given.pop("default", None)
    parsed = given.pop("deserialize_json", ast.Constant(value=False))
    if given or key is None or not isinstance(parsed, ast.Constant):
        return None
    text = None if default is None else ast.unparse(default)
    if isinstance(key, ast.Constant):
        return Asked(str(key.value), text, parsed.value is True)
    return Asked(ast.unparse(key), text, parsed.value is True, computed=True)


def _in_seconds(tree: ast.Expression) -> str | None:
    """A time span that the source computes as the number of seconds that every policy is stated in."""
    call = tree.body
    if not isinstance(call, ast.Call) or ast.unparse(call.func).rpartition(".")[2] != "timedelta":
        return None
    if not call.args and [keyword.arg for keyword in call.keywords] == ["seconds"]:
        return ast.unparse(call.keywords[0].value)
    return f"{ast.unparse(call)}.total_seconds()"


def free_names(text: str) -> frozenset[str]:
    """The names that an expression reads and does not bind."""
    blocks = blocks_of(parsed(text))
    return frozenset(n for block in blocks.statements.values() for n in block.taken) - BUILTIN


def _is(one: object, other: object) -> bool:
    return one is other


def _is_empty(model: Frozen) -> bool:
    """Whether a schedule has lost what it is made of."""
    return isinstance(model, Schedule) and (
        (model.kind == "cron" and not model.crons)
        or (model.kind == "interval" and model.every is None)
    )
