"""Stub values for the collections that tasks are mapped over, of any length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Mapping as Mapped
from polydag.ir.tasks import Task
from polydag.ir.values import OutputOf
from polydag.runs.child.stubs import collection, derive
from polydag.runs.stubbing import annotated, function_of, is_stubbed

# As many as stubs give where no scenario asks for a length.
USUAL = 2


def is_sizable(task: Task, graph: Graph, module: Module) -> bool:
    """Whether a scenario can say how many instances a mapped task has; of a mapped group the first task stands for all.

    Lists that are zipped must be of one length, so all of them must come from stubs.
    """
    mapping = _mapping(task, graph)
    if mapping is None:
        return False
    found = list(_collections(task, graph, module))
    return bool(found) and (mapping.mode != "zip" or len(found) == len(mapping.over))


def sized(
    graph: Graph, module: Module, sizes: Mapping[str, int], known: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The outputs, by `task` or `task.output`, that mappings take their instances from.

    Those that a scenario gives a length, and those whose elements are arguments by name: they must have these names.
    `known` are values of which only the part that is mapped over changes.
    """
    values = dict(known)
    for id, task in graph.tasks.items():
        named = task.mapping is not None and task.mapping.mode == "kwargs"
        if id in sizes or named:
            for output in _collections(task, graph, module):
                elements = _elements(task, output, sizes.get(id, USUAL), graph, module)
                name = _name(output)
                values[name] = _with(values.get(name), output.path, elements)
    return values


def _mapping(task: Task, graph: Graph) -> Mapped | None:
    """What gives a task its instances: of a mapped group only the first task answers, and not for dicts of arguments."""
    group = graph.mapped.around(task)
    if group is None or group.mapping is None:
        return task.mapping
    first = next(one for one in graph.tasks.values() if graph.mapped.together(task, one))
    return group.mapping if first.id == task.id and group.mapping.mode != "kwargs" else None


def _collections(task: Task, graph: Graph, module: Module) -> Iterator[OutputOf]:
    """The outputs of stubs that a task is mapped over; what instances give has the length of their own mapping."""
    mapping = _mapping(task, graph)
    for value in mapping.over.values() if mapping is not None else ():
        if isinstance(value, OutputOf) and value.task in graph.tasks:
            above = graph.tasks[value.task]
            if above.mapping is None and is_stubbed(above, module):
                yield value


def _elements(task: Task, output: OutputOf, count: int, graph: Graph, module: Module) -> JsonValue:
    if task.mapping is not None and task.mapping.mode == "kwargs":
        return [_arguments(task, index, module) for index in range(count)]
    annotation = None
    if not output.path:
        annotation = annotated(graph.tasks[output.task], module).get(output.output)
    elements: JsonValue = collection(output.task, output.output, annotation, count)  # type: ignore[assignment]  # derived values are JSON
    return elements


def _arguments(task: Task, index: int, module: Module) -> JsonValue:
    """The arguments of one instance that are not given otherwise."""
    function = function_of(task, module)
    given = arguments_of(task.operation)
    made: dict[str, JsonValue] = {}
    for parameter in function.parameters if function else ():
        if parameter.name not in (*given, *(function.injected if function else ())):
            annotation = parameter.annotation or "str"
            made[parameter.name] = derive(task.id, parameter.name, {"index": index}, annotation)  # type: ignore[assignment]  # derived values are JSON
    return made


def _name(output: OutputOf) -> str:
    return output.task if output.output == "result" else f"{output.task}.{output.output}"


def _with(whole: JsonValue, path: tuple[str | int, ...], part: JsonValue) -> JsonValue:
    """The value with this part at the path; a position must be there already."""
    if not path:
        return part
    key, *rest = path
    if isinstance(key, int):
        none: list[JsonValue] = [None] * (key + 1)
        items = [*whole] if isinstance(whole, list) else none
        items[key] = _with(items[key], tuple(rest), part)
        return items
    entries = dict(whole) if isinstance(whole, dict) else {}
    return entries | {key: _with(entries.get(key), tuple(rest), part)}
