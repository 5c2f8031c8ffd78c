"""What Airflow 3 calls otherwise, or no longer has, of what a file for Airflow 2 keeps as it is."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping

from polydag.backends.airflow.codes import ArgumentGone, TaskArgumentLost
from polydag.backends.airflow.lowered import Lowered
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.versions.dialect import SDK
from polydag.backends.airflow.work import Work
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Entries, Items, Value, walk
from polydag.rendering.pyvalues import expression

# Where a name of Airflow 2 is in Airflow 3, and what it is called there.
_NAMES = {
    "airflow.Dataset": (SDK, "Asset"),
    "airflow.datasets.Dataset": (SDK, "Asset"),
    "airflow.datasets.DatasetAlias": (SDK, "AssetAlias"),
    "airflow.datasets.DatasetAll": (SDK, "AssetAll"),
    "airflow.datasets.DatasetAny": (SDK, "AssetAny"),
    "airflow.datasets.metadata.Metadata": (SDK, "Metadata"),
    "airflow.hooks.base.BaseHook": (SDK, "BaseHook"),
    "airflow.hooks.base_hook.BaseHook": (SDK, "BaseHook"),
    "airflow.io.path.ObjectStoragePath": (SDK, "ObjectStoragePath"),
    "airflow.timetables.datasets.DatasetOrTimeSchedule": (
        "airflow.timetables.assets",
        "AssetOrTimeSchedule",
    ),
    "airflow.utils.weekday.WeekDay": ("airflow.providers.standard.utils.weekday", "WeekDay"),
}
_IMPORT = re.compile(r"^from (?P<module>[\w.]+) import (?P<name>\w+)(?: as (?P<alias>\w+))?$")
_GONE = frozenset({"default_view", "full_filepath", "orientation", "sla_miss_callback"})
_GONE_OF_TASKS = frozenset({"resources", "sla", "task_concurrency"})
_RENAMED = {"fail_stop": "fail_fast"}


def is_upgrade(work: Work) -> bool:
    """Whether a file for Airflow 2 or older is written for Airflow 3."""
    older = (work.module.version or "").startswith(("1.", "2."))
    return work.is_own and older and work.dialect.version.startswith("3")


def current_import(text: str, work: Work) -> str:
    """An import of one name, from where Airflow 3 has it; the file goes on calling it what it did."""
    match = _IMPORT.match(text)
    if match is None or not is_upgrade(work):
        return text
    found = _NAMES.get(f"{match['module']}.{match['name']}")
    if found is None:
        return text
    module, name = found
    local = match["alias"] or match["name"]
    return f"from {module} import {name}" + (f" as {local}" if local != name else "")


def current_arguments(extras: Mapping[str, Value], pipeline: str, work: Work) -> dict[str, Value]:
    """The arguments of a DAG that only Airflow has, without those that Airflow 3 refuses."""
    if not is_upgrade(work):
        return dict(extras)
    found: dict[str, Value] = {}
    for name, value in extras.items():
        if name in _GONE:
            work.tell(ArgumentGone(pipeline=pipeline, argument=name))
            continue
        if name == "schedule" and isinstance(value, Code):
            text = re.sub(r"(?<=[(,\s])datasets(?=\s*=[^=])", "assets", value.text)
            value = value.model_copy(update={"text": text})
        found[_RENAMED.get(name, name)] = value
    return found


def own_arguments(task: Task, lowered: Lowered, pipeline: str, work: Work) -> Keywords:
    """The arguments of a task that only Airflow has, where it is written as what it was; others are told."""
    found: Keywords = {}
    kind = task.source.rpartition(".")[2]
    is_same = kind in (lowered.operator, lowered.decorator.rpartition(".")[2])
    for name, value in task.extras.get("airflow", {}).items() if work.is_own else ():
        gone = name in _GONE_OF_TASKS and is_upgrade(work)
        if is_same and not gone and _is_plain(value, work):
            found[name] = expression(value)  # type: ignore[arg-type]  # made of constants and code
        else:
            work.tell(TaskArgumentLost(pipeline=pipeline, task=task.id, argument=name), task)
    return found


def _is_plain(value: Value, work: Work) -> bool:
    """Whether the value can be written where the DAG is built: of constants, and of names that the module binds."""
    bound = {*work.kept_names, *work.module.functions, *dir(builtins)}
    bound.update(name for piece in work.module.prelude for name in piece.defines)
    return all(
        isinstance(part, Constant | Items | Entries)
        or (isinstance(part, Code) and not part.reads and bound.issuperset(part.names))
        for part in walk(value)
    )
