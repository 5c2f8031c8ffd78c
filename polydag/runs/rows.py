"""Elements of a collection that are the arguments of an instance by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.mapped import variables_of
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import VariableOf
from polydag.runs.child.stubs import derive
from polydag.runs.stubbing import function_of


@dataclass(frozen=True)
class Rows:
    """Elements for one task, or one mapped group: `annotations` of the names that each has, whether it may have more."""

    owner: str
    annotations: Mapping[str, str]
    is_open: bool = False

    def made(self, count: int) -> JsonValue:
        """So many elements."""
        return [self._element(index) for index in range(count)]

    def _element(self, index: int) -> JsonValue:
        made: dict[str, JsonValue] = {}
        for name, annotation in self.annotations.items():
            made[name] = derive(self.owner, name, {"index": index}, annotation)  # type: ignore[assignment]  # derived values are JSON
        return made


def rows_of(task: Task, graph: Graph, module: Module) -> Rows:
    """The elements for the parameters that are not given otherwise; for a mapped group those for what its tasks are given."""
    if graph.mapped.around(task) is not None:
        members = [one for one in graph.tasks.values() if graph.mapped.together(task, one)]
        names = sorted(set().union(*map(variables_of, members)))
        known = {name: text for one in members for name, text in _annotated(one, module).items()}
        return Rows(task.id, {name: known.get(name, "str") for name in names}, is_open=True)
    function = function_of(task, module)
    given = {*arguments_of(task.operation), *(function.injected if function else ())}
    parameters = function.parameters if function else ()
    annotations = {
        parameter.name: parameter.annotation or "str"
        for parameter in parameters
        if parameter.name not in given and not parameter.kind.startswith("var_")
    }
    return Rows(task.id, annotations, any(p.kind == "var_keyword" for p in parameters))


def _annotated(task: Task, module: Module) -> dict[str, str]:
    """The annotations under which a task takes variables of its group."""
    function = function_of(task, module)
    known = {p.name: p.annotation for p in function.parameters} if function else {}
    found = {
        value.name: known.get(name)
        for name, value in arguments_of(task.operation).items()
        if isinstance(value, VariableOf) and not value.path
    }
    return {name: annotation for name, annotation in found.items() if annotation is not None}
