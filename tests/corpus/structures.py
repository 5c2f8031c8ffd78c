"""The structure of DAGs as Airflow loads it and as polydag reads it, in one form, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias, TypedDict

from polydag.diagnostics import Diagnostic
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import AssetCondition, Schedule
from polydag.ir.tasks import Task

JsonValue: TypeAlias = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


class TaskForm(TypedDict):
    """A task, whoever read it."""

    below: list[str]
    rule: str
    retries: JsonValue
    mapped: bool
    group: str | None
    role: str


class DagForm(TypedDict):
    """A DAG, whoever read it."""

    schedule: JsonValue
    start: str | None
    catchup: JsonValue
    tags: list[str]
    groups: list[str]
    tasks: dict[str, TaskForm]


@dataclass(frozen=True)
class Difference:
    """One attribute that Airflow has otherwise; `task` is None for those of the DAG."""

    dag: str
    task: str | None
    attribute: str
    airflow: object
    polydag: object

    def __str__(self) -> str:
        owner = f"{self.dag}.{self.task}" if self.task else self.dag
        return f"{self.attribute} of {owner}: Airflow {self.airflow!r}, polydag {self.polydag!r}"


def as_read(module: Module) -> dict[str, DagForm]:
    """The DAGs of a module as polydag reads them."""
    return {pipeline.id: _dag(pipeline, module) for pipeline in module.pipelines}


def differences(airflow: dict[str, DagForm], polydag: dict[str, DagForm]) -> Iterator[Difference]:
    """Everything that is not equal."""
    for id in sorted(airflow.keys() | polydag.keys()):
        if id not in polydag or id not in airflow:
            yield Difference(id, None, "existence", id in airflow, id in polydag)
            continue
        theirs, ours = airflow[id], polydag[id]
        for key in ("schedule", "start", "catchup", "tags", "groups"):
            if theirs[key] != ours[key]:
                yield Difference(id, None, key, theirs[key], ours[key])
        yield from _task_differences(id, theirs["tasks"], ours["tasks"])


def _task_differences(
    dag: str, theirs: dict[str, TaskForm], ours: dict[str, TaskForm]
) -> Iterator[Difference]:
    for id in sorted(theirs.keys() | ours.keys()):
        if id not in ours or id not in theirs:
            yield Difference(dag, id, "existence", id in theirs, id in ours)
            continue
        for key in ("below", "rule", "retries", "mapped", "group", "role"):
            if theirs[id][key] != ours[id][key]:
                yield Difference(dag, id, key, theirs[id][key], ours[id][key])


def unsaid(found: Iterable[Difference], told: Iterable[Diagnostic]) -> list[Difference]:
    """The differences that no diagnostic tells."""
    diagnostics = list(told)
    return [one for one in found if not any(_tells(diagnostic, one) for diagnostic in diagnostics)]


# What a diagnostic that names the DAG, or the task, tells of it.
_TELLS = {
    "schedule": {"AFR305"},
}


def _tells(diagnostic: Diagnostic, difference: Difference) -> bool:
    codes = _TELLS.get(difference.attribute, set())
    return diagnostic.code in codes and diagnostic.pipeline == difference.dag


def _dag(pipeline: Pipeline, module: Module) -> DagForm:
    graph = Graph(pipeline)
    return {
        "schedule": _schedules(pipeline, module),
        "start": _date(pipeline.start),
        "catchup": pipeline.catchup if isinstance(pipeline.catchup, bool) else "symbolic",
        "tags": sorted(map(str, pipeline.tags)),
        "groups": sorted(".".join(group.path) for group in pipeline.groups),
        "tasks": {id: _task(task, graph) for id, task in graph.tasks.items()},
    }


def _task(task: Task, graph: Graph) -> TaskForm:
    count = task.retry.count
    return {
        "below": sorted(set(graph.downstream[task.id])),
        "rule": task.rule,
        "retries": count if isinstance(count, int) else "symbolic",
        "mapped": task.mapping is not None,
        "group": ".".join(task.group) or None,
        "role": task.role,
    }


def _date(start: object) -> str | None:
    if not isinstance(start, str):
        return None if start is None else "symbolic"
    date = datetime.fromisoformat(start)
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _schedules(pipeline: Pipeline, module: Module) -> JsonValue:
    forms = [_schedule(schedule, module) for schedule in pipeline.schedules]
    return forms[0] if len(forms) == 1 else list(forms) or None


def _schedule(schedule: Schedule, module: Module) -> JsonValue:
    window: dict[str, JsonValue] = {"window": schedule.window}
    match schedule.kind:
        case "cron":
            zone = "UTC" if schedule.timezone is None else str(schedule.timezone)
            crons: list[JsonValue] = [str(cron) for cron in schedule.crons]
            return {"kind": "cron", "crons": crons, "timezone": zone, **window}
        case "interval":
            return {"kind": "interval", "every": _number(schedule.every), **window}
        case "assets":
            return {"kind": "assets", "assets": _condition(schedule, module)}
    return {"kind": schedule.kind}


def _condition(stated: Schedule | AssetCondition, module: Module) -> JsonValue:
    """An asset, or a list of a word and its parts, which have no order."""
    parts: list[JsonValue] = [_asset(module, id) for id in stated.assets]
    parts += [_condition(inner, module) for inner in stated.nested]
    return parts[0] if len(parts) == 1 else [stated.condition, *sorted(parts, key=str)]


def _number(value: object) -> float | str:
    return float(value) if isinstance(value, int | float) else "symbolic"


def _asset(module: Module, id: str) -> str:
    asset = module.assets[id]
    return str(asset.uri).rstrip("/") if asset.uri else "/".join(asset.key)
