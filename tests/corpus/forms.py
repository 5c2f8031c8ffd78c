"""The structure of a DAG as Airflow itself has it, of whatever version and on whatever Python that one needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Loaded = dict[str, Any]
# What Airflow before 2.2, which had no timetables, made of a cron's other names.
_PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
}


def dag_form(dag: Any) -> Loaded:  # noqa: ANN401 - a DAG of whatever version
    """What is compared of a DAG."""
    timetable = getattr(dag, "timetable", None)
    groups = dict(_members(getattr(dag, "task_group", None)))
    # What the defaults of all tasks say holds for the runs, which no task of starts before.
    start = dag.start_date or dag.default_args.get("start_date")
    return {
        "schedule": _interval(dag) if timetable is None else _schedule(timetable),
        "start": _date(start),
        "catchup": bool(dag.catchup),
        "tags": sorted(dag.tags or ()),
        "groups": sorted({id for id in groups.values() if id is not None}),
        "tasks": {task.task_id: _task(task, groups) for task in dag.tasks},
    }


def _task(task: Any, groups: dict[str, str | None]) -> Loaded:  # noqa: ANN401
    rule = task.trigger_rule
    is_setup, is_teardown = getattr(task, "is_setup", False), getattr(task, "is_teardown", False)
    return {
        "below": sorted(task.downstream_task_ids),
        "rule": str(getattr(rule, "value", rule)),
        "retries": task.retries,
        "mapped": "MappedOperator" in _ancestors(task) or _mapped_group(task) is not None,
        "group": groups.get(task.task_id),
        "role": "setup" if is_setup else "teardown" if is_teardown else "work",
    }


def _ancestors(task: object) -> set[str]:
    return {kind.__name__ for kind in type(task).__mro__}


def _mapped_group(task: Any) -> object:  # noqa: ANN401
    groups = getattr(task, "iter_mapped_task_groups", tuple)
    return next(iter(groups()), None)


def _members(group: Any) -> Iterable[tuple[str, str | None]]:  # noqa: ANN401
    """The group of every task, and of every group."""
    for id, child in ({} if group is None else group.children).items():
        if hasattr(child, "children"):
            yield f"group {id}", child.group_id
            yield from _members(child)
        else:
            yield id, group.group_id


def _interval(dag: Any) -> Loaded | None:  # noqa: ANN401
    """The schedule of a DAG of Airflow before 2.2."""
    stated = dag.schedule_interval
    if stated is None or stated == "@once":
        return None if stated is None else {"kind": "once"}
    if isinstance(stated, timedelta):
        return {"kind": "interval", "every": stated.total_seconds(), "window": "preceding"}
    cron, zone = _PRESETS.get(stated, stated), dag.timezone.name
    return {"kind": "cron", "crons": [cron], "timezone": zone, "window": "preceding"}


def _schedule(timetable: Any) -> Loaded | list[Any] | None:  # noqa: ANN401
    """The timetable in a form that is the same whatever class of whatever version it is."""
    name = type(timetable).__name__
    window = "preceding" if "DataInterval" in name else "point"
    simple = {
        "NullTimetable": None,
        "OnceTimetable": {"kind": "once"},
        "ContinuousTimetable": {"kind": "continuous"},
    }
    if name in simple:
        return simple[name]
    if name == "MultipleCronTriggerTimetable":
        several = getattr(timetable, "timetables", None) or timetable._timetables
        return _cron([_expression(one) for one in several], several[0], window)
    if name in ("CronTriggerTimetable", "CronDataIntervalTimetable"):
        return _cron([_expression(timetable)], timetable, window)
    if name in ("DeltaTriggerTimetable", "DeltaDataIntervalTimetable"):
        every = getattr(timetable, "delta", None) or timetable._delta
        seconds = every.total_seconds() if isinstance(every, timedelta) else str(every)
        return {"kind": "interval", "every": seconds, "window": window}
    if name in ("AssetTriggeredTimetable", "DatasetTriggeredTimetable"):
        return _assets(timetable)
    if name in ("AssetOrTimeSchedule", "DatasetOrTimeSchedule"):
        return [_schedule(timetable.timetable), _assets(timetable)]
    return {"kind": name}


def _assets(timetable: Any) -> Loaded:  # noqa: ANN401
    condition = getattr(timetable, "asset_condition", None)
    if condition is None:
        condition = timetable.dataset_condition
    return {"kind": "assets", "assets": _condition(condition)}


def _cron(expressions: list[str], timetable: Any, window: str) -> Loaded:  # noqa: ANN401
    zone = getattr(timetable, "timezone", None) or timetable._timezone
    return {
        "kind": "cron",
        "crons": expressions,
        "timezone": getattr(zone, "name", None) or str(zone),
        "window": window,
    }


def _expression(timetable: Any) -> str:  # noqa: ANN401
    return str(getattr(timetable, "expression", None) or timetable._expression)


def _condition(condition: Any) -> object:  # noqa: ANN401
    """An asset as the name that tells it apart, a condition as a list of its word and its parts."""
    parts = getattr(condition, "objects", None)
    if parts is not None:
        word = "any" if type(condition).__name__.endswith("Any") else "all"
        inner = sorted(map(_condition, parts), key=str)
        return inner[0] if len(inner) == 1 else [word, *inner]
    uri, name = getattr(condition, "uri", None), getattr(condition, "name", None)
    # Airflow ends an address without a path by a slash, and takes that of others away.
    return uri.rstrip("/") if uri else name


def _date(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(timezone.utc).isoformat()  # noqa: UP017 - Python 3.8
