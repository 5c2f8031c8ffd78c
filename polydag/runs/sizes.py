"""Stub values for the collections that tasks are mapped over, of any length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of, outputs_of
from polydag.ir.replacing import replaced
from polydag.ir.tasks import Mapping as Mapped
from polydag.ir.tasks import Task
from polydag.ir.values import Code, ContextOf, Lookup, OutputOf, ParameterOf, Value
from polydag.runs.child.stubs import collection
from polydag.runs.expressions import Expressions
from polydag.runs.lengths import Chosen, Taken, length, lengthened
from polydag.runs.parts import name_of, part_of, with_part
from polydag.runs.rows import Rows, rows_of
from polydag.runs.stubbing import annotated, function_of, is_stubbed

Values = dict[str, JsonValue]
# As many as stubs give where no scenario asks for a length, and the most that an expression may make of what they give.
USUAL = 2
MOST = 11


def sized(
    graph: Graph, module: Module, sizes: Mapping[str, int], known: Mapping[str, JsonValue]
) -> Values:
    """The outputs, by `task` or `task.output`, that mappings take their instances from.

    Those that a scenario gives a length, those whose elements are arguments by name (they must have these names), and those
    of which an expression makes none, or very many. `known` are values of which only the part that is mapped over changes.
    """
    values = dict(known)
    chosen: Chosen = {}
    with Expressions(module, graph.pipeline) as expressions:
        found = Sizes(graph, module, expressions)
        # What a scenario asks for comes first: the others take what it makes of the outputs.
        for task in sorted(graph.tasks.values(), key=lambda task: task.id not in sizes):
            if task.id in sizes:
                made = found.of(task, sizes[task.id], chosen)
            else:
                made = found.usual(task, chosen, values)
            chosen |= made or {}
            for output, part in (made or {}).items():
                name = name_of(output)
                values[name] = with_part(values.get(name), output.path, part)
    return values


@dataclass(frozen=True)
class Sizes:
    """The collections of one pipeline; those of a mapped group belong to its first task."""

    graph: Graph
    module: Module
    expressions: Expressions

    def of(self, task: Task, count: int, fixed: Chosen) -> Chosen | None:
        """What stubs give so that a task has so many instances; None where nothing is known to do that.

        Lists that are zipped must be of one length, so all of them must come from stubs. `fixed` outputs stay as they are.
        """
        mapping = self.mapping(task)
        if mapping is None:
            return None
        chosen: Chosen = {}
        for value in mapping.over.values():
            made = self._made(task, value, count, fixed | chosen)
            if made is None and mapping.mode == "zip":
                return None
            chosen |= made or {}
        return chosen or None

    def usual(self, task: Task, fixed: Chosen, known: Mapping[str, JsonValue]) -> Chosen:
        """What stubs give where no scenario asks for a length: mostly what they give by themselves."""
        mapping = self.mapping(task)
        chosen: Chosen = {}
        for value in mapping.over.values() if mapping is not None else ():
            direct = isinstance(value, OutputOf) and self._is_free(value)
            named = mapping is not None and mapping.mode == "kwargs"
            if (named if direct else not self._is_plain(task, value, fixed, known)) and (
                made := self._made(task, value, USUAL, fixed)
            ):
                chosen |= made
        return chosen

    def mapping(self, task: Task) -> Mapped | None:
        """What gives a task its instances: of a mapped group only the first task answers."""
        group = self.graph.mapped.around(task)
        if group is None:
            return task.mapping
        members = self.graph.tasks.values()
        first = next(one for one in members if self.graph.mapped.together(task, one))
        return group.mapping if first.id == task.id else None

    def why_not(self, task: Task) -> str | None:
        """Why scenarios may not decide how many instances a task has; None where its source, or another mapping, does."""
        mapping = self.mapping(task)
        reasons = (self._reason(value) for value in mapping.over.values()) if mapping else ()
        return next((reason for reason in reasons if reason is not None), None)

    def _reason(self, value: Value) -> str | None:
        match value:
            case ParameterOf(name=name):
                return f"they come from the parameter `{name}`"
            case Lookup(what=what, name=name):
                return f"they come from the {what} `{name}`"
            case ContextOf(key=key):
                return f"they come from the run's `{key}`"
            case OutputOf(task=id):
                above = self.graph.tasks.get(id)
                made = above is not None and above.mapping is None and not self.taken(value)
                return f"they come from `{id}`, which is not replaced" if made else None
            case Code(text=text) if self.taken(value):
                return f"no stub was found to give `{text}` that length"
            case Code(text=text, reads=reads) if not self._follows(reads.values()):
                return f"`{text}` takes nothing from a stub alone"
        return None

    def _follows(self, values: Iterable[Value]) -> bool:
        """Whether the instances of another mapping are all that there is in values."""
        outputs = outputs_of(values)
        above = [self.graph.tasks.get(o.task) for o in outputs if isinstance(o, OutputOf)]
        return bool(above) and all(one is not None and one.mapping is not None for one in above)

    def taken(self, value: Value) -> tuple[Taken, ...]:
        """What an expression takes from stubs; nothing where something else has a part in it that scenarios do not decide."""
        outputs = dict.fromkeys(outputs_of([self._spelt(value)]))
        if not all(isinstance(output, OutputOf) and self._is_free(output) for output in outputs):
            return ()
        free = [output for output in outputs if isinstance(output, OutputOf)]
        return tuple(Taken(output, self._annotation(output)) for output in free)

    def _made(self, task: Task, value: Value, count: int, fixed: Chosen) -> Chosen | None:
        """The outputs with which one collection has so many elements."""
        rows = self._rows(task)
        if isinstance(value, OutputOf) and self._is_free(value):
            if rows is not None:
                return {value: rows.made(count)}
            elements: JsonValue = collection(  # type: ignore[assignment]  # derived values are JSON
                value.task, value.output, self._annotation(value), count
            )
            return {value: elements}
        taken = [one.fixed_to(fixed) for one in self.taken(value)]
        return (
            lengthened(self._spelt(value), count, taken, rows, self.expressions) if taken else None
        )

    def _is_plain(
        self, task: Task, value: Value, fixed: Chosen, known: Mapping[str, JsonValue]
    ) -> bool:
        """Whether what stubs give by themselves makes a few elements of an expression, whatever they are given."""
        taken = self.taken(value)
        if not taken:
            return True
        counts = set()
        for inputs in ({}, {"given": 1}):
            own = {one.output: _own(one, inputs, fixed, known) for one in taken}
            counts.add(length(self._spelt(value), own, self._rows(task), self.expressions))
        (count, *more) = counts
        return not more and count is not None and (1 <= count <= MOST or own.keys() <= fixed.keys())

    def _is_free(self, output: OutputOf) -> bool:
        """Whether a stub gives it; what instances give has the length of their own mapping."""
        above = self.graph.tasks.get(output.task)
        return above is not None and above.mapping is None and is_stubbed(above, self.module)

    def _spelt(self, value: Value) -> Value:
        """The value in which functions that were made of the building code stand as calls."""
        return replaced(value, self._called)

    def _called(self, value: Value) -> Value | None:
        task = self.graph.tasks.get(value.task) if isinstance(value, OutputOf) else None
        function = function_of(task, self.module) if task is not None else None
        if not isinstance(value, OutputOf) or task is None or function is None:
            return None
        if not function.synthesised or task.mapping is not None or value.output != "result":
            return None
        arguments = {
            name: self._spelt(given) for name, given in arguments_of(task.operation).items()
        }
        path = "".join(f"[{key!r}]" for key in value.path)
        text = f"{function.name}({', '.join(f'{name}={name}' for name in arguments)}){path}"
        return Code(text=text, names=(function.name,), reads=arguments)

    def _annotation(self, output: OutputOf) -> str | None:
        if output.path:
            return None
        return annotated(self.graph.tasks[output.task], self.module).get(output.output)

    def _rows(self, task: Task) -> Rows | None:
        mapping = self.mapping(task)
        named = mapping is not None and mapping.mode == "kwargs"
        return rows_of(task, self.graph, self.module) if named else None


def _own(
    one: Taken, inputs: Mapping[str, object], fixed: Chosen, known: Mapping[str, JsonValue]
) -> JsonValue:
    """What a stub gives for an output, or has to give."""
    if one.output in fixed:
        return fixed[one.output]
    name = name_of(one.output)
    return part_of(known[name], one.output.path) if name in known else one.derived(inputs)
