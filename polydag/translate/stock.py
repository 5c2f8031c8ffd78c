"""What is in a pipeline, as reports show it: plain values that are small, and go from one process to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from polydag.ir.graph import Graph, graph_of
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.ir.tasks import Task


@dataclass(frozen=True)
class TaskStock:
    """A task of a report: `row` is its JSON, but for what engines can do with it."""

    id: str
    line: int | None
    row: dict[str, JsonValue]


@dataclass(frozen=True)
class PipelineStock:
    """A pipeline of a report: `row` is its JSON, but for its tasks."""

    id: str
    line: int | None
    row: dict[str, JsonValue]
    tasks: tuple[TaskStock, ...]


def stock_of(pipeline: Pipeline) -> PipelineStock:
    """Take stock of a pipeline."""
    graph = graph_of(pipeline)
    schedules: list[JsonValue] = [_schedule(schedule) for schedule in pipeline.schedules]
    line = pipeline.span.line if pipeline.span else None
    row: dict[str, JsonValue] = {
        "id": pipeline.id,
        "line": line,
        "schedule": schedules[0] if schedules else None,
        "schedules": schedules,
        "catchup": _scalar(pipeline.catchup),
        "start": _moment(pipeline.start),
        "max_active_runs": _scalar(pipeline.max_active_runs),
        "tags": [_scalar(tag) for tag in pipeline.tags],
    }
    tasks = tuple(_task(task, graph) for task in graph.tasks.values())
    return PipelineStock(pipeline.id, line, row, tasks)


def _schedule(schedule: Schedule) -> dict[str, JsonValue]:
    return {
        "kind": schedule.kind,
        "crons": [_scalar(cron) for cron in schedule.crons],
        "every": _scalar(schedule.every),
        "timezone": _scalar(schedule.timezone) or "UTC",
        "window": schedule.window,
    }


def _task(task: Task, graph: Graph) -> TaskStock:
    line = task.span.line if task.span else None
    row: dict[str, JsonValue] = {
        "id": task.id,
        "line": line,
        "operation": task.operation.kind,
        "source": task.source,
        "group": list(task.group),
        "upstream": list(graph.upstream[task.id]),
        "trigger_rule": task.rule,
        "retries": _scalar(task.retry.count),
        "retry_delay": _scalar(task.retry.delays.base),
        "timeout": _scalar(task.timeout),
        "mapped": task.mapping is not None,
        "role": task.role,
        "pool": _scalar(task.pool),
    }
    return TaskStock(task.id, line, row)


def _moment(value: str | Symbolic | None) -> JsonValue:
    """A date with its offset; every engine takes one without for UTC unless it is set up otherwise."""
    if not isinstance(value, str):
        return _scalar(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _scalar(value: str | int | float | bool | Symbolic | None) -> JsonValue:
    return {"unknown": value.text} if isinstance(value, Symbolic) else value
