"""What Airflow's names mean: one canonical name for each thing, whatever version's import path spells it."""

from __future__ import annotations

from functools import cache

SDK = "airflow.sdk"
STANDARD = "airflow.providers.standard.operators"
SENSORS = "airflow.providers.standard.sensors"
BASH = f"{STANDARD}.bash.BashOperator"

# Canonical name → the other import paths under which 1.10, 2.x and 3.x offer it.
_ALIASES: dict[str, tuple[str, ...]] = {
    f"{SDK}.DAG": ("airflow.DAG", "airflow.models.DAG", "airflow.models.dag.DAG"),
    f"{SDK}.dag": ("airflow.decorators.dag", "airflow.models.dag.dag"),
    f"{SDK}.task": ("airflow.decorators.task", "airflow.operators.python.task"),
    f"{SDK}.task_group": (
        "airflow.decorators.task_group",
        "airflow.decorators.task_group.task_group",
    ),
    f"{SDK}.setup": ("airflow.decorators.setup",),
    f"{SDK}.teardown": ("airflow.decorators.teardown",),
    f"{SDK}.TaskGroup": ("airflow.utils.task_group.TaskGroup",),
    f"{SDK}.Label": ("airflow.utils.edgemodifier.Label",),
    f"{SDK}.chain": (
        "airflow.models.baseoperator.chain",
        "airflow.utils.helpers.chain",
        "airflow.sdk.bases.operator.chain",
    ),
    f"{SDK}.chain_linear": ("airflow.models.baseoperator.chain_linear",),
    f"{SDK}.cross_downstream": (
        "airflow.models.baseoperator.cross_downstream",
        "airflow.utils.helpers.cross_downstream",
    ),
    f"{SDK}.Variable": ("airflow.models.Variable", "airflow.models.variable.Variable"),
    f"{SDK}.Param": ("airflow.models.param.Param", "airflow.models.Param"),
    f"{SDK}.XComArg": ("airflow.models.xcom_arg.XComArg", "airflow.models.XComArg"),
    f"{SDK}.BaseHook": ("airflow.hooks.base.BaseHook", "airflow.hooks.base_hook.BaseHook"),
    f"{SDK}.BaseOperator": (
        "airflow.models.BaseOperator",
        "airflow.models.baseoperator.BaseOperator",
    ),
    f"{SDK}.Asset": (
        "airflow.datasets.Dataset",
        "airflow.Dataset",
        "airflow.assets.Asset",
        "airflow.sdk.definitions.asset.Asset",
    ),
    f"{SDK}.AssetAll": ("airflow.datasets.DatasetAll", "airflow.assets.AssetAll"),
    f"{SDK}.AssetAny": ("airflow.datasets.DatasetAny", "airflow.assets.AssetAny"),
    f"{SDK}.Metadata": (
        "airflow.datasets.metadata.Metadata",
        "airflow.sdk.definitions.asset.metadata.Metadata",
    ),
    f"{SDK}.TriggerRule": (
        "airflow.utils.trigger_rule.TriggerRule",
        "airflow.task.trigger_rule.TriggerRule",
    ),
    f"{SDK}.PokeReturnValue": ("airflow.sensors.base.PokeReturnValue",),
    f"{SDK}.DagRunState": ("airflow.utils.state.DagRunState",),
    f"{SDK}.get_current_context": (
        "airflow.operators.python.get_current_context",
        "airflow.providers.standard.operators.python.get_current_context",
    ),
    f"{SDK}.exceptions.AirflowSkipException": ("airflow.exceptions.AirflowSkipException",),
    f"{SDK}.exceptions.AirflowFailException": ("airflow.exceptions.AirflowFailException",),
    f"{SDK}.exceptions.AirflowException": (
        "airflow.exceptions.AirflowException",
        "airflow.AirflowException",
    ),
    f"{SDK}.timezone": ("airflow.utils.timezone", "airflow._shared.timezones.timezone"),
    f"{SDK}.days_ago": ("airflow.utils.dates.days_ago",),
    f"{SDK}.CronDataIntervalTimetable": ("airflow.timetables.interval.CronDataIntervalTimetable",),
    f"{SDK}.DeltaDataIntervalTimetable": (
        "airflow.timetables.interval.DeltaDataIntervalTimetable",
    ),
    f"{SDK}.CronTriggerTimetable": ("airflow.timetables.trigger.CronTriggerTimetable",),
    f"{SDK}.DeltaTriggerTimetable": ("airflow.timetables.trigger.DeltaTriggerTimetable",),
    f"{SDK}.MultipleCronTriggerTimetable": (
        "airflow.timetables.trigger.MultipleCronTriggerTimetable",
    ),
    BASH: (
        "airflow.operators.bash.BashOperator",
        "airflow.operators.bash_operator.BashOperator",
    ),
    f"{STANDARD}.empty.EmptyOperator": (
        "airflow.operators.empty.EmptyOperator",
        "airflow.operators.dummy.DummyOperator",
        "airflow.operators.dummy_operator.DummyOperator",
    ),
    f"{STANDARD}.trigger_dagrun.TriggerDagRunOperator": (
        "airflow.operators.trigger_dagrun.TriggerDagRunOperator",
        "airflow.operators.dagrun_operator.TriggerDagRunOperator",
    ),
    f"{STANDARD}.latest_only.LatestOnlyOperator": (
        "airflow.operators.latest_only.LatestOnlyOperator",
        "airflow.operators.latest_only_operator.LatestOnlyOperator",
    ),
    f"{STANDARD}.datetime.BranchDateTimeOperator": (
        "airflow.operators.datetime.BranchDateTimeOperator",
        "airflow.operators.datetime_branch_operator.BranchDateTimeOperator",
    ),
    f"{STANDARD}.weekday.BranchDayOfWeekOperator": (
        "airflow.operators.weekday.BranchDayOfWeekOperator",
    ),
    "airflow.providers.standard.utils.weekday.WeekDay": ("airflow.utils.weekday.WeekDay",),
    **{
        f"{STANDARD}.python.{name}": (
            f"airflow.operators.python.{name}",
            f"airflow.operators.python_operator.{name}",
            f"airflow.providers.common.compat.standard.operators.{name}",
        )
        for name in (
            "PythonOperator",
            "BranchPythonOperator",
            "ShortCircuitOperator",
            "PythonVirtualenvOperator",
            "ExternalPythonOperator",
            "BranchPythonVirtualenvOperator",
            "BranchExternalPythonOperator",
            "is_venv_installed",
        )
    },
    **{
        f"{SENSORS}.external_task.{name}": (
            f"airflow.sensors.external_task.{name}",
            f"airflow.sensors.external_task_sensor.{name}",
        )
        for name in ("ExternalTaskSensor", "ExternalTaskMarker")
    },
    f"{SENSORS}.filesystem.FileSensor": (
        "airflow.sensors.filesystem.FileSensor",
        "airflow.contrib.sensors.file_sensor.FileSensor",
    ),
    f"{SENSORS}.bash.BashSensor": (
        "airflow.sensors.bash.BashSensor",
        "airflow.contrib.sensors.bash_sensor.BashSensor",
    ),
    f"{SENSORS}.weekday.DayOfWeekSensor": (
        "airflow.sensors.weekday.DayOfWeekSensor",
        "airflow.contrib.sensors.weekday_sensor.DayOfWeekSensor",
    ),
    f"{SENSORS}.time.TimeSensor": (
        "airflow.sensors.time_sensor.TimeSensor",
        "airflow.sensors.time.TimeSensor",
    ),
    f"{SENSORS}.time.TimeSensorAsync": ("airflow.sensors.time_sensor.TimeSensorAsync",),
    f"{SENSORS}.time_delta.TimeDeltaSensor": (
        "airflow.sensors.time_delta.TimeDeltaSensor",
        "airflow.sensors.time_delta_sensor.TimeDeltaSensor",
    ),
    f"{SENSORS}.time_delta.TimeDeltaSensorAsync": (
        "airflow.sensors.time_delta.TimeDeltaSensorAsync",
    ),
    f"{SENSORS}.time_delta.WaitSensor": ("airflow.sensors.time_delta.WaitSensor",),
    f"{SENSORS}.date_time.DateTimeSensor": (
        "airflow.sensors.date_time.DateTimeSensor",
        "airflow.sensors.date_time_sensor.DateTimeSensor",
    ),
    f"{SENSORS}.date_time.DateTimeSensorAsync": ("airflow.sensors.date_time.DateTimeSensorAsync",),
    f"{SENSORS}.python.PythonSensor": (
        "airflow.sensors.python.PythonSensor",
        "airflow.contrib.sensors.python_sensor.PythonSensor",
    ),
    "airflow.providers.slack.operators.slack_webhook.SlackWebhookOperator": (
        "airflow.providers.slack.operators.slack.SlackWebhookOperator",
        "airflow.contrib.operators.slack_webhook_operator.SlackWebhookOperator",
    ),
    "airflow.providers.smtp.operators.smtp.EmailOperator": (
        "airflow.operators.email.EmailOperator",
        "airflow.operators.email_operator.EmailOperator",
    ),
}

# A path that no version of the provider has, found in documentation: read as what it means, and told.
NOWHERE = frozenset({"airflow.providers.slack.operators.slack.SlackWebhookOperator"})

# The other timetable modules that the task SDK has.
_SDK_MODULES = ("airflow.sdk.definitions", "airflow.sdk.bases", "airflow.sdk.timetables")


@cache
def _table() -> dict[str, str]:
    return {alias: name for name, aliases in _ALIASES.items() for alias in aliases}


# A provider that hands on what Airflow itself has, whatever the version.
_COMPAT = "airflow.providers.common.compat"


@cache
def canonical(qualified: str) -> str:
    """The canonical name of something; attributes keep theirs (`airflow.decorators.task.branch` → `airflow.sdk.task.branch`)."""
    if qualified.startswith(f"{_COMPAT}.sdk."):
        qualified = SDK + qualified.removeprefix(f"{_COMPAT}.sdk")
    head, tail = qualified, ""
    while head:
        known = head if head in _ALIASES else _table().get(head)
        if known is not None:
            return f"{known}{tail}"
        head, _, last = head.rpartition(".")
        tail = f".{last}{tail}"
    for module in _SDK_MODULES:
        if qualified.startswith(f"{module}."):
            short = f"{SDK}.{qualified.rpartition('.')[2]}"
            return short if short in _ALIASES else qualified
    return qualified


def is_airflow(qualified: str) -> bool:
    """Whether a name belongs to Airflow or one of its providers."""
    return qualified == "airflow" or qualified.startswith("airflow.")


def is_operator(qualified: str) -> bool:
    """Whether a class of Airflow makes tasks, judged by the convention that all of its providers keep."""
    return is_airflow(qualified) and qualified.endswith(
        ("Operator", "Sensor", "OperatorAsync", "SensorAsync", "Transfer")
    )
