"""Whether two pipelines say the same, without running them: tasks, dependencies, policies, schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.runs.compare import Difference

Scalar = str | int | float | bool | Symbolic | None


def structure(
    left: Pipeline, right: Pipeline, sides: tuple[str, str], renamed: Mapping[str, str]
) -> Iterator[Difference]:
    """The differences; `renamed` maps ids of tasks on the left to those on the right where they differ."""
    one, other = Graph(left), Graph(right)
    names = {id: renamed.get(id, id) for id in one.tasks if one.tasks[id].role != "glue"}
    for id, name in names.items():
        if name not in other.tasks:
            yield _difference(id, "task", sides, "present", "missing")
            continue
        facts = _facts(one.tasks[id], [names.get(up, up) for up in one.upstream[id]])
        others = _facts(other.tasks[name], list(other.upstream[name]))
        for field, value in facts.items():
            if value != others[field]:
                yield _difference(id, field, sides, value, others[field])
    for name, task in other.tasks.items():
        if name not in names.values() and task.role != "glue":
            yield _difference(name, "task", sides, "missing", "present")
    for field, value in _of_pipeline(left).items():
        if value != (theirs := _of_pipeline(right)[field]):
            yield _difference(None, field, sides, value, theirs)


def _facts(task: Task, upstream: list[str]) -> dict[str, JsonValue]:
    return {
        "upstream": [*sorted(upstream)],
        "trigger rule": task.rule,
        "retries": _plain(task.retry.count),
        "retry delay": _plain(task.retry.delays.base) if task.retry.count else None,
        "timeout": _plain(task.timeout),
        "mapped": task.mapping is not None,
    }


def _of_pipeline(pipeline: Pipeline) -> dict[str, JsonValue]:
    schedules = [
        [
            schedule.kind,
            *map(_plain, schedule.crons),
            _plain(schedule.every),
            _plain(schedule.timezone) or "UTC",
        ]
        for schedule in pipeline.schedules
    ]
    return {"schedule": [*schedules], "parameters": [*sorted(p.name for p in pipeline.parameters)]}


def _plain(value: Scalar) -> JsonValue:
    return value.text if isinstance(value, Symbolic) else value


def _difference(
    task: str | None, field: str, sides: tuple[str, str], left: JsonValue, right: JsonValue
) -> Difference:
    return Difference(task=task, field=field, values={sides[0]: left, sides[1]: right})
