"""Families: the tasks that one loop built, written once with the loop's variables in place of what differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from polydag.frontends.airflow.drafts import TaskDraft
from polydag.frontends.airflow.iterations import open_frames
from polydag.ir.model import Symbolic
from polydag.ir.tasks import Family, Task
from polydag.ir.values import Code, Constant, OutputOf, Text, Value, VariableOf
from polydag.syntax.convert import to_value
from polydag.syntax.data import Datum, Unknown
from polydag.syntax.scope import LoopFrame


@dataclass(frozen=True)
class Built:
    """A task with the draft that it comes from."""

    task: Task
    draft: TaskDraft


def with_families(
    built: Sequence[Built], chained: Collection[str] = (), around: Collection[str] = ()
) -> tuple[Task | Family, ...]:
    """The nodes of a pipeline in the source's order: a family stands where its first task does.

    `chained` are the loops over something unknown whose iterations wait for each other, `around` those around the whole DAG.
    """
    families = dict(_families(built, chained, around))
    nodes: list[Task | Family] = []
    placed: set[str] = set()
    for item in built:
        frame = _frame(item)
        family = families.get(frame.id) if frame is not None else None
        if family is None or frame is None:
            nodes.append(item.task)
        elif frame.id not in placed:
            placed.add(frame.id)
            nodes.append(family)
    return tuple(nodes)


def _frame(item: Built) -> LoopFrame | None:
    """The loop over something unknown that built the task, else the one loop; tasks of nested known ones stay as they are."""
    loops = item.draft.site.loops
    unknown = open_frames(item.draft)
    if unknown:
        return unknown[-1]
    return loops[0] if len(loops) == 1 else None


def _families(
    built: Sequence[Built], chained: Collection[str], around: Collection[str]
) -> Iterator[tuple[str, Family]]:
    loops: dict[str, list[Built]] = {}
    for item in built:
        frame = _frame(item)
        if frame is not None:
            loops.setdefault(frame.id, []).append(item)
    names: set[str] = set()
    for id, items in loops.items():
        family = (
            _unknown(items, id in chained, around) if _count(items[0]) is None else _known(items)
        )
        if family is not None:
            named = _named(family, names)
            names.add(named.id)
            yield id, named


def _count(item: Built) -> int | None:
    frame = _frame(item)
    return None if frame is None else frame.count


def _named(family: Family, taken: set[str]) -> Family:
    """The family under an id that no other has."""
    id, number = family.id, 2
    while id in taken:
        id, number = f"{family.id}_{number}", number + 1
    return family.model_copy(update={"id": id})


def _unknown(items: list[Built], chained: bool, around: Collection[str]) -> Family | None:
    """A loop over something that is only known at run time: the tasks as they were read, once."""
    frame = _frame(items[0])
    if frame is None:
        return None
    ids = {
        item.task.id: Symbolic(text=item.draft.id_text)
        for item in items
        if item.draft.id_text is not None
    }
    return Family(
        id=_written_stem(items[0].task.id),
        variables=_variables(items[0]),
        over=_over_unknown(items[0], around),
        members=tuple(item.task for item in items),
        ids=ids,
        order="chain" if chained else "parallel",
        span=frame.module.place(frame.node) if hasattr(frame.node, "lineno") else None,
    )


def _variables(item: Built) -> tuple[str, ...]:
    """The variables of the loop and of those over something unknown around it."""
    return tuple(dict.fromkeys(v for frame in open_frames(item.draft) for v in frame.variables))


def _over_unknown(item: Built, around: Collection[str]) -> Value:
    """What the loop runs over; of nested ones the combinations of all their variables."""
    frames = open_frames(item.draft)
    if frames[0].id in around:
        # Each iteration makes a DAG, which no loop in one says.
        return Constant(value=None)
    if len(frames) == 1:
        return _inside_block(frames[0]) or _over(frames[0])
    clauses = " ".join(f"for {_targets(f)} in {f.source.text}" for f in frames)
    names = dict.fromkeys(name for frame in frames for name in frame.source.names)
    return Code(text=f"[({', '.join(_variables(item))}) {clauses}]", names=tuple(names))


def _inside_block(frame: LoopFrame) -> Value | None:
    """What stands for a name that the block of the DAG binds, which does not come along; None where nothing has to."""
    statements = frame.module.blocks.statements.items()
    inside = {n for node, block in statements if isinstance(node, ast.With) for n in block.bound}
    inside -= {
        n for node, block in statements if not isinstance(node, ast.With) for n in block.bound
    }
    value, node = frame.iterable, frame.source.node
    if not isinstance(node, ast.Name) or node.id not in inside or not isinstance(value, Unknown):
        return None
    if value.reads or inside.intersection(value.names):
        return None
    return Code(text=value.text, names=value.names)


def _targets(frame: LoopFrame) -> str:
    return ", ".join(frame.variables)


def _known(items: list[Built]) -> Family | None:
    """A loop over known values: one template for each task of the body, if every instance follows from it."""
    rows: dict[int, list[Built]] = {}
    for item in items:
        frame = _frame(item)
        rows.setdefault(frame.index if frame and frame.index is not None else -1, []).append(item)
    instances = [rows[index] for index in sorted(rows)]
    first = _frame(instances[0][0])
    if first is None or len(instances) != first.count or len(instances) < 2:
        return None
    if len({len(row) for row in instances}) > 1:
        return None
    bindings = [_binding(_frame(row[0])) for row in instances]
    templates = _Templates(bindings, [[item.task.id for item in row] for row in instances])
    members = [_member(templates, instances, at) for at in range(len(instances[0]))]
    if any(member is None for member in members):
        return None
    return Family(
        id=_stem([row[0].task.id for row in instances]),
        variables=first.variables,
        over=_over(first),
        members=tuple(member for member in members if member is not None),
        ids=templates.ids,
        bindings=tuple(bindings),
        instances=tuple(tuple(item.task for item in row) for row in instances),
        span=first.module.place(first.node) if hasattr(first.node, "lineno") else None,
    )


def _member(templates: _Templates, instances: list[list[Built]], at: int) -> Task | None:
    """The template of one task of the body; None where a field differs that holds constants only."""
    try:
        return templates.task([row[at].task for row in instances])
    except ValidationError:
        return None


def _over(frame: LoopFrame) -> Value:
    """What the loop runs over: the author's expression where it names something of the module, else its value."""
    if frame.source.names and not frame.source.reads:
        return Code(text=frame.source.text, names=frame.source.names)
    return to_value(frame.iterable)


def _binding(frame: LoopFrame | None) -> dict[str, Value]:
    values: dict[str, Datum] = {} if frame is None else frame.values
    return {name: to_value(datum) for name, datum in values.items()}


def _stem(ids: Sequence[str]) -> str:
    """What the ids have in common at their beginning."""
    common = ids[0]
    for id in ids[1:]:
        while not id.startswith(common):
            common = common[:-1]
    stem = common.rpartition(".")[2].strip("_-{ ")
    return stem.partition("{")[0].strip("_-") or "tasks"


def _written_stem(template: str) -> str:
    """What an id with expressions in it says by itself."""
    words = re.sub(r"\{[^{}]*\}", " ", template).rpartition(".")[2]
    return "_".join(re.findall(r"[A-Za-z0-9_-]*[A-Za-z0-9]", words)) or "tasks"


class _Templates:
    """Finds, for values that differ between the instances, what they are in terms of the loop's variables."""

    def __init__(self, bindings: list[dict[str, Value]], ids: list[list[str]]) -> None:
        self.bindings = bindings
        self.ids: dict[str, Symbolic] = {}
        self.leaves = [dict(_leaves(binding)) for binding in bindings]
        self.rows = ids
        self.columns = [self._id_of([row[at] for row in ids]) for at in range(len(ids[0]))]

    def task(self, tasks: list[Task]) -> Task | None:
        """One task for all instances; None where something differs that does not follow from the variables."""
        at = self.rows[0].index(tasks[0].id)
        template = self.columns[at]
        if template is None:
            return None
        self.ids[template] = Symbolic(text=f'f"{template}"')
        fields: dict[str, object] = {"id": template}
        for name in Task.model_fields:
            if name in ("id", "origin", "span"):
                continue
            found = self.merged([getattr(task, name) for task in tasks])
            if found is _DIFFERS:
                return None
            fields[name] = found
        fields["origin"], fields["span"] = tasks[0].origin, tasks[0].span
        return Task.model_validate(fields)

    def merged(self, values: list[object]) -> object:
        """One value for all instances."""
        first = values[0]
        if all(value == first for value in values):
            return first
        if all(isinstance(value, OutputOf) for value in values):
            return self._reference([v for v in values if isinstance(v, OutputOf)])
        if all(isinstance(value, Constant) for value in values):
            return self._constant([v for v in values if isinstance(v, Constant)])
        if isinstance(first, BaseModel) and len({type(value) for value in values}) == 1:
            return self._model([v for v in values if isinstance(v, BaseModel)])
        if isinstance(first, dict) and all(
            isinstance(v, dict) and v.keys() == first.keys() for v in values
        ):
            merged = {
                key: self.merged([v[key] for v in values if isinstance(v, dict)]) for key in first
            }
            return _DIFFERS if _DIFFERS in merged.values() else merged
        if isinstance(first, tuple) and all(
            isinstance(v, tuple) and len(v) == len(first) for v in values
        ):
            columns = zip(*(v for v in values if isinstance(v, tuple)), strict=True)
            items = tuple(self.merged(list(column)) for column in columns)
            return _DIFFERS if any(item is _DIFFERS for item in items) else items
        if all(isinstance(value, str) for value in values):
            text = self._text([str(value) for value in values])
            return _DIFFERS if text is None else Symbolic(text=f'f"{text}"')
        return _DIFFERS

    def _model(self, values: list[BaseModel]) -> object:
        fields: dict[str, object] = {}
        for name in type(values[0]).model_fields:
            merged = self.merged([getattr(value, name) for value in values])
            if merged is _DIFFERS:
                return _DIFFERS
            fields[name] = merged
        return type(values[0]).model_validate(fields)

    def _reference(self, values: list[OutputOf]) -> object:
        """An output of a task of the same iteration."""
        if len({(v.output, v.path) for v in values}) > 1:
            return _DIFFERS
        for at, template in enumerate(self.columns):
            same = all(v.task == row[at] for v, row in zip(values, self.rows, strict=True))
            if same and template is not None:
                return values[0].model_copy(update={"task": template})
        return _DIFFERS

    def _constant(self, values: list[Constant]) -> object:
        """A variable, a key of one, or a text around some."""
        for path in self.leaves[0]:
            if all(
                leaves.get(path, _DIFFERS) == value.value
                for leaves, value in zip(self.leaves, values, strict=True)
            ):
                return VariableOf(name=str(path[0]), path=path[1:])
        if not all(isinstance(value.value, str) for value in values):
            return _DIFFERS
        pieces = self._pieces([str(value.value) for value in values])
        if pieces is None:
            return _DIFFERS
        return Text(parts=tuple(Constant(value=p) if isinstance(p, str) else p for p in pieces))

    def _id_of(self, ids: list[str]) -> str | None:
        return self._text(ids)

    def _text(self, values: list[str]) -> str | None:
        """The inside of an f-string that gives the texts."""
        pieces = self._pieces(values)
        if pieces is None:
            return None
        return "".join(p if isinstance(p, str) else _field(p) for p in pieces)

    def _pieces(self, values: list[str]) -> list[str | VariableOf] | None:
        """Constant pieces and variables that give every one of the texts."""
        found = _split(values[0], self.leaves[0])
        if not any(isinstance(piece, VariableOf) for piece in found):
            return None
        for value, leaves in zip(values, self.leaves, strict=True):
            if "".join(_filled(piece, leaves) for piece in found) != value:
                return None
        return found


_DIFFERS = object()
_Path = tuple[str | int, ...]


def _leaves(binding: dict[str, Value]) -> Iterator[tuple[_Path, object]]:
    for name, value in binding.items():
        yield from _leaves_of((name,), value)


def _leaves_of(path: _Path, value: Value) -> Iterator[tuple[_Path, object]]:
    if isinstance(value, Constant):
        yield path, value.value
    for key, inner in getattr(value, "entries", {}).items():
        yield from _leaves_of((*path, key), inner)
    for index, inner in enumerate(getattr(value, "items", ()) if value.kind == "items" else ()):
        yield from _leaves_of((*path, index), inner)


def _split(text: str, leaves: dict[_Path, object]) -> list[str | VariableOf]:
    """The text with the longest values of variables in it replaced."""
    values = sorted(
        ((str(value), path) for path, value in leaves.items() if str(value) and value is not None),
        key=lambda pair: -len(pair[0]),
    )
    for value, path in values:
        at = text.find(value)
        if at >= 0:
            before = _split(text[:at], leaves) if at else []
            after = _split(text[at + len(value) :], leaves) if at + len(value) < len(text) else []
            return [*before, VariableOf(name=str(path[0]), path=path[1:]), *after]
    return [text] if text else []


def _filled(piece: str | VariableOf, leaves: dict[_Path, object]) -> str:
    return piece if isinstance(piece, str) else str(leaves.get((piece.name, *piece.path)))


def _field(variable: VariableOf) -> str:
    keys = "".join(f"[{key!r}]" for key in variable.path)
    return "{" + variable.name + keys + "}"
