"""Pipelines of a module that its own tasks start: the names of their flows are settled before any task is written."""

from __future__ import annotations

from polydag.backends.prefect.names import Names, identifier
from polydag.backends.prefect.work import Launched
from polydag.ir.expand import expanded
from polydag.ir.operations import Launch
from polydag.ir.pipeline import Module


def launched_flows(module: Module) -> dict[str, Launched]:
    """The pipelines of the module that a task waits for, by id."""
    tasks = [task for pipeline in module.pipelines for task in expanded(pipeline).tasks]
    operations = [task.operation for task in tasks]
    wanted = {one.target for one in operations if isinstance(one, Launch) and one.wait}
    names = Names([*(n for part in module.prelude for n in part.defines), *module.functions])
    return {
        pipeline.id: Launched(
            function=names.free(
                identifier(pipeline.function or pipeline.id), f"{identifier(pipeline.id)}_flow"
            ),
            parameters=tuple(parameter.name for parameter in pipeline.parameters),
        )
        for pipeline in module.pipelines
        if pipeline.id in wanted
    }
