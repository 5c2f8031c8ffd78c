"""The job that makes an engine run a pipeline, its source's own file or emitted code, under one scenario."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.operations import Act, Check, Choose, Launch, OfFunction, Shell
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.skips import skips_itself
from polydag.ir.tasks import Placement, Task
from polydag.ir.values import OutputOf
from polydag.runs.parameters import handed_over, stated
from polydag.runs.protocol import Job, Pull, TaskJob
from polydag.runs.scenarios import Scenario
from polydag.runs.steering import steered
from polydag.runs.stubbing import annotated, changes, counted, function_of, is_stubbed, waits

# What derives a value where nothing is annotated: a list of two texts.
UNANNOTATED = "list[str]"


def job_for(
    module: Module,
    pipeline: Pipeline,
    scenario: Scenario,
    *,
    file: Path,
    root: Path,
    engine: str,
    placements: Mapping[str, Placement] | None = None,
    address: str | None = None,
    bodies: Literal["stub", "real"] = "stub",
    params: Mapping[str, JsonValue] | None = None,
    **options: object,
) -> Job:
    """The job for a file of `engine` (`airflow`, `dagster`, `prefect`).

    For the source itself leave `placements` and `address` out; for emitted code they are those of its plan. `options` are
    further fields of `Job` (`logical_date`, `real_time`, `time_limit`, `fabricate`, `others`).
    """
    places = origins(pipeline) if placements is None else placements
    pulls = engine == module.engine
    graph = Graph(pipeline)
    # A flow may have its defaults from a deployment, which does not run here: code of the source's own engine is given all.
    values_for = stated if pulls else handed_over
    tasks = [
        _task(task, places[id], module, pulls) for id, task in graph.tasks.items() if id in places
    ]
    asked = {
        "job": f"{pipeline.id}: {scenario.name}",
        "id": pipeline.id,
        "file": file,
        "root": root,
        "pipeline": address or pipeline.address or pipeline.id,
        "bodies": bodies,
        "params": values_for(pipeline, params or {}),
        "tasks": [_completed(task, graph, scenario) for task in tasks if task is not None],
        "scenario": _scenario(module, pipeline, scenario, places),
        "fabricate": bodies == "stub",
    }
    return Job.model_validate(asked | options)


def origins(pipeline: Pipeline) -> dict[str, Placement]:
    """Where the tasks are found when the source itself runs."""
    tasks = Graph(pipeline).tasks.values()
    return {
        task.id: task.origin or Placement(address=task.id) for task in tasks if task.role != "glue"
    }


def _task(task: Task, place: Placement, module: Module, pulls: bool) -> TaskJob | None:
    """What an engine is told about a task; None where no task of the engine stands for it."""
    if place.how in ("inlined", "glue") or task.role == "glue":
        return None
    operation, function = task.operation, function_of(task, module)
    own = operation.pulls if pulls and isinstance(operation, OfFunction) else {}
    stubbed = is_stubbed(task, module)
    launches = isinstance(operation, Launch)
    outputs = () if launches or place.packing == "none" else place.outputs
    choice = tuple(operation.labels) if isinstance(operation, Choose) and stubbed else None
    return TaskJob(
        id=task.id,
        address=place.address,
        mapped=place.mapped or task.mapping is not None,
        stub=stubbed,
        function=place.function,
        returns=place.packing,
        annotation=_annotation(annotated(task, module), outputs, place.packing),
        outputs=outputs,
        pulls=tuple(
            Pull(name=name, task=value.task, output=value.output)
            for name, value in own.items()
            if isinstance(value, OutputOf) and not value.path
        ),
        choice=choice,
        instance=place.instance,
        counted=counted(task),
        skips=skips_itself(operation, function),
        waits=waits(task, module),
        launches=launches,
        shell=operation.kind == "shell",
        changes=changes(task, module),
        skip_on=operation.skip_on if isinstance(operation, Shell) else None,
        asks=tuple(operation.arguments) if isinstance(operation, Act) else (),
    )


def _annotation(
    known: Mapping[str, str | None], outputs: tuple[str, ...], packing: str
) -> str | None:
    """One annotation for what a stub returns, so that each output is derived alike however it is packed."""
    if len(outputs) > 1 and packing != "push":
        return f"tuple[{', '.join(known.get(name) or UNANNOTATED for name in outputs)}]"
    return known.get("result" if packing == "push" else outputs[0]) if outputs else None


def _completed(task: TaskJob, graph: Graph, scenario: Scenario) -> TaskJob:
    asked = any(name.split("[")[0] == task.id for name in scenario.skip)
    return task.model_copy(
        update={
            "upstream": graph.upstream[task.id],
            "skips": task.skips or asked,
            "beside": _beside(task.id, graph),
        }
    )


def _beside(id: str, graph: Graph) -> tuple[str, ...]:
    """The tasks of the mapped group in the order in which code calls them."""
    task = graph.tasks[id]
    return tuple(one for one in graph.order if graph.mapped.together(task, graph.tasks[one]))


def _scenario(
    module: Module, pipeline: Pipeline, scenario: Scenario, places: Mapping[str, Placement]
) -> Scenario:
    """The scenario as runners know it; gates stay open and checks pass unless it says otherwise.

    Where a blocking check is a plain task its own code fails when it does not pass, and so does its stub.
    """
    tasks = Graph(pipeline).tasks
    choices = {id for id, task in tasks.items() if isinstance(task.operation, Choose)}
    steering = steered(module, pipeline, scenario)
    values = {
        id: value
        for id, value in steering.items()
        if id.partition("[")[0] not in choices or id in scenario.values
    }
    refused = {
        id: -1
        for id, place in places.items()
        if id in tasks and _blocks(tasks[id]) and place.how == "task" and values.get(id) is False
    }
    return scenario.model_copy(update={"values": values, "fail": {**refused, **scenario.fail}})


def _blocks(task: Task) -> bool:
    return isinstance(task.operation, Check) and task.operation.blocking
