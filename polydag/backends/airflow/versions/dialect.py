"""What the versions of Airflow spell differently or lack: one table of facts for each version that is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SDK = "airflow.sdk"
EXCEPTIONS = "airflow.sdk.exceptions"
STANDARD = "airflow.providers.standard"

_IMPORTED = re.compile(r"from (?P<module>\S+) import (?P<name>\w+)(?: as (?P<local>\w+))?")

Feature = Literal[
    "asset names",
    "backoff factor",
    "bare value of a mapped group",
    "branches in mapped groups skip nothing",
    "fast rules see all instances",
    "fewer context keys",
    "nothing in place of an empty list",
    "nothing is awaited",
    "results of runs",
    "run at switch-on",
    "retry policies",
    "several crons",
]


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One version; names stand for those of the newest, which every other table is written against.

    `modules` are import paths by the newest version's, the longest that fits first; `names` where single names lie, and what
    they are called there. `words` are keyword arguments by `name.argument`. `features` are what other versions lack, or do by
    mistake.
    `window` is which time a run of a plain cron is about, `states_schedule` whether a DAG without one must say so,
    `catches_up` what holds where a DAG says nothing, `needs_start` whether a schedule needs a start date.
    `no_rules` are trigger rules that it lacks, `no_words` arguments of a DAG or of any task that it refuses
    or ignores.
    """

    version: str
    modules: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    features: frozenset[Feature] = frozenset()
    window: Literal["point", "preceding"] = "point"
    states_schedule: bool = False
    catches_up: bool = False
    needs_start: bool = False
    no_rules: frozenset[str] = frozenset()
    no_words: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The target's key: `airflow-3.3`."""
        return f"airflow-{self.version}"

    def place(self, module: str, name: str) -> tuple[str, str]:
        """Where a name of the newest version lies in this one."""
        known = self.names.get(f"{module}.{name}")
        if known is not None:
            return known
        for prefix in sorted(self.modules, key=len, reverse=True):
            if module == prefix or module.startswith(f"{prefix}."):
                return self.modules[prefix] + module[len(prefix) :], name
        return module, name

    def imported(self, text: str) -> str:
        """`from module import name [as local]` for this version, under the same local name."""
        match = _IMPORTED.fullmatch(text)
        if match is None:
            return text
        module, name = self.place(match["module"], match["name"])
        local = match["local"] or match["name"]
        return f"from {module} import {name}" + ("" if name == local else f" as {local}")

    def word(self, name: str, argument: str) -> str:
        """What a keyword argument is called."""
        return self.words.get(f"{name}.{argument}", argument)

    def has(self, feature: Feature) -> bool:
        """Whether the version has, or does, something that others do not."""
        return feature in self.features


THREE = Dialect(
    version="3.3",
    features=frozenset(
        {
            "asset names",
            "backoff factor",
            "bare value of a mapped group",
            "branches in mapped groups skip nothing",
            "fewer context keys",
            "results of runs",
            "retry policies",
            "several crons",
        }
    ),
    no_words=frozenset({"task.sla"}),
)
_TIMETABLES = {
    **{f"{kind}DataIntervalTimetable": "airflow.timetables.interval" for kind in ("Cron", "Delta")},
    **{f"{kind}TriggerTimetable": "airflow.timetables.trigger" for kind in ("Cron", "Delta")},
}
_PLACES = {
    "BaseHook": "airflow.hooks.base",
    "BaseNotifier": "airflow.notifications.basenotifier",
    "BaseOperator": "airflow.models",
    "BaseSensorOperator": "airflow.sensors.base",
    "Connection": "airflow.models",
    "Context": "airflow.utils.context",
    "DAG": "airflow",
    "Label": "airflow.utils.edgemodifier",
    "ObjectStoragePath": "airflow.io.path",
    "Param": "airflow.models.param",
    "ParamsDict": "airflow.models.param",
    "PokeReturnValue": "airflow.sensors.base",
    "TaskGroup": "airflow.utils.task_group",
    "TriggerRule": "airflow.utils.trigger_rule",
    "Variable": "airflow.models",
    "XComArg": "airflow.models.xcom_arg",
    "chain": "airflow.models.baseoperator",
    "chain_linear": "airflow.models.baseoperator",
    "cross_downstream": "airflow.models.baseoperator",
    "get_current_context": "airflow.operators.python",
    **dict.fromkeys(("dag", "setup", "task", "task_group", "teardown"), "airflow.decorators"),
    **_TIMETABLES,
}
TWO = Dialect(
    version="2.11",
    modules={
        EXCEPTIONS: "airflow.exceptions",
        f"{STANDARD}.operators": "airflow.operators",
        f"{STANDARD}.sensors": "airflow.sensors",
        f"{STANDARD}.sensors.time": "airflow.sensors.time_sensor",
        f"{SDK}.definitions.timetables": "airflow.timetables",
    },
    names={
        **{f"{SDK}.{name}": (module, name) for name, module in _PLACES.items()},
        f"{SDK}.Asset": ("airflow.datasets", "Dataset"),
        f"{SDK}.AssetAlias": ("airflow.datasets", "DatasetAlias"),
        f"{SDK}.AssetAll": ("airflow.datasets", "DatasetAll"),
        f"{SDK}.AssetAny": ("airflow.datasets", "DatasetAny"),
        f"{SDK}.AssetOrTimeSchedule": ("airflow.timetables.datasets", "DatasetOrTimeSchedule"),
        f"{SDK}.Metadata": ("airflow.datasets.metadata", "Metadata"),
        f"{STANDARD}.utils.weekday.WeekDay": ("airflow.utils.weekday", "WeekDay"),
    },
    words={
        "AssetOrTimeSchedule.assets": "datasets",
        "DAG.fail_fast": "fail_stop",
        "Variable.get.default": "default_var",
    },
    features=frozenset(
        {
            "fast rules see all instances",
            "nothing in place of an empty list",
            "nothing is awaited",
            "run at switch-on",
        }
    ),
    window="preceding",
    states_schedule=True,
    catches_up=True,
    needs_start=True,
    no_rules=frozenset({"all_done_min_one_success"}),
    no_words=frozenset(
        {
            *(f"DAG.{word}" for word in ("allowed_run_types", "deadline")),
            *(f"DAG.{word}" for word in ("disable_bundle_versioning", "rerun_with_latest_version")),
            *("task.render_template_as_native_obj", "task.retry_policy"),
        }
    ),
)
DIALECTS = (THREE, TWO)
