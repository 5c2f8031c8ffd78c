"""Run by the Python of an Airflow environment: prints, as JSON, what Airflow itself loads from the files that it is given.

Arguments: a scratch folder, the folder of the database that is kept, folders of DAG files.
"""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from polydag.runs.airflow import settings as home_settings
from polydag.runs.child import fabricate

Loaded = dict[str, Any]


def main(arguments: list[str]) -> None:
    """Load every file of the folders, one after another in this process."""
    warnings.simplefilter("ignore")
    scratch, kept, *folders = map(Path, arguments)
    home_settings.apply(scratch)
    _install("virtualenv")
    shutil.copy(home_settings.template(kept), scratch / home_settings.TEMPLATE)
    answer, sys.stdout = sys.stdout, sys.stderr
    load = _loader()
    found = {}
    for folder in folders:
        sys.path.insert(0, str(folder))
        fabricate.install(str(folder))
        for file in sorted(folder.rglob("*.py")):
            found[str(file)] = load(file)
    json.dump(found, answer)


def _install(name: str) -> None:
    """Let a module count as installed that some files ask for without importing it."""
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    sys.modules[name] = module


def _loader() -> Callable[[Path], Loaded]:
    try:
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(dag_folder="/dev/null")
    except ImportError:
        from airflow.models.dagbag import DagBag

        bag = DagBag("/dev/null", include_examples=False)

    def load(file: Path) -> Loaded:
        # Files that are written from the same DAG may have its id.
        bag.dags.clear()
        dags = bag.process_file(str(file), only_if_updated=False, safe_mode=False)
        error = bag.import_errors.get(str(file)) or bag.import_errors.get(file.name)
        return {
            "error": error.strip().splitlines()[-1] if error else None,
            # The DAGs of SubDagOperator are no DAGs of their own.
            "dags": {d.dag_id: _dag(d) for d in dags if not getattr(d, "parent_dag", None)},
        }

    return load


def _dag(dag: Any) -> Loaded:  # noqa: ANN401 - a DAG of whatever version
    return {
        "schedule": _schedule(dag.timetable),
        "start": _date(dag.start_date),
        "catchup": bool(dag.catchup),
        "tags": sorted(dag.tags or ()),
        "groups": sorted(_groups(dag.task_group)),
        "tasks": {task.task_id: _task(task) for task in dag.tasks},
    }


def _task(task: Any) -> Loaded:  # noqa: ANN401
    rule = task.trigger_rule
    return {
        "below": sorted(task.downstream_task_ids),
        "rule": str(getattr(rule, "value", rule)),
        "retries": task.retries,
        "mapped": "MappedOperator" in _ancestors(task) or _mapped_group(task) is not None,
        "group": task.task_group.group_id if task.task_group is not None else None,
        "role": "setup" if task.is_setup else "teardown" if task.is_teardown else "work",
    }


def _ancestors(task: object) -> set[str]:
    return {kind.__name__ for kind in type(task).__mro__}


def _mapped_group(task: Any) -> object:  # noqa: ANN401
    return next(iter(task.iter_mapped_task_groups()), None)


def _groups(group: Any) -> Iterable[str]:  # noqa: ANN401
    for child in group.children.values():
        if hasattr(child, "children"):
            yield child.group_id
            yield from _groups(child)


def _schedule(timetable: Any) -> Loaded | None:  # noqa: ANN401
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
        condition = getattr(timetable, "asset_condition", None)
        if condition is None:
            condition = timetable.dataset_condition
        return {"kind": "assets", "assets": _condition(condition)}
    return {"kind": name}


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
        inner = [_condition(part) for part in parts]
        return inner[0] if len(inner) == 1 else [word, *inner]
    uri, name = getattr(condition, "uri", None), getattr(condition, "name", None)
    return uri or name


def _date(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat()


if __name__ == "__main__":
    main(sys.argv[1:])
