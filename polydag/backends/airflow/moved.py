"""What Airflow 3 calls otherwise, or no longer has, of what a file for Airflow 2 keeps as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from polydag.backends.airflow.codes import ArgumentGone
from polydag.backends.airflow.versions.dialect import SDK
from polydag.backends.airflow.work import Work
from polydag.ir.values import Code, Value

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
