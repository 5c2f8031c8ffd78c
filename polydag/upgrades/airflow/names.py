"""Where the names of Airflow lie in each version, and which are gone."""

from __future__ import annotations

from polydag.backends.airflow.versions.dialect import EXCEPTIONS, SDK, STANDARD, Dialect
from polydag.frontends.airflow.names import canonical, is_airflow

DAYS_AGO = f"{SDK}.days_ago"
HAS_VENV = f"{STANDARD}.operators.python.is_venv_installed"
# Small functions that are gone, and that a call of the standard library or of pendulum replaces.
REPLACED = frozenset({DAYS_AGO, HAS_VENV, "airflow.utils.decorators.apply_defaults"})
# What the reader has no rule for, by module or by name; longest first.
_MOVED = {
    "airflow.contrib.hooks.ssh_hook": "airflow.providers.ssh.hooks.ssh",
    "airflow.contrib.operators.ssh_operator": "airflow.providers.ssh.operators.ssh",
    "airflow.datasets.DatasetAlias": f"{SDK}.AssetAlias",
    "airflow.datasets.metadata.Metadata": f"{SDK}.Metadata",
    "airflow.hooks.filesystem": f"{STANDARD}.hooks.filesystem",
    "airflow.hooks.postgres_hook": "airflow.providers.postgres.hooks.postgres",
    "airflow.hooks.S3_hook": "airflow.providers.amazon.aws.hooks.s3",
    "airflow.hooks.subprocess": f"{STANDARD}.hooks.subprocess",
    "airflow.io.path.ObjectStoragePath": f"{SDK}.ObjectStoragePath",
    "airflow.models.Connection": f"{SDK}.Connection",
    "airflow.models.connection.Connection": f"{SDK}.Connection",
    "airflow.models.baseoperator.cross_downstream": f"{SDK}.cross_downstream",
    "airflow.models.param.ParamsDict": f"{SDK}.ParamsDict",
    "airflow.notifications.basenotifier.BaseNotifier": f"{SDK}.BaseNotifier",
    "airflow.operators.branch": f"{STANDARD}.operators.branch",
    "airflow.operators.datetime": f"{STANDARD}.operators.datetime",
    "airflow.operators.generic_transfer": "airflow.providers.common.sql.operators.generic_transfer",
    "airflow.operators.postgres_operator.PostgresOperator": (
        "airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator"
    ),
    "airflow.operators.python": f"{STANDARD}.operators.python",
    "airflow.operators.python_operator": f"{STANDARD}.operators.python",
    "airflow.operators.weekday": f"{STANDARD}.operators.weekday",
    "airflow.providers.http.operators.http.SimpleHttpOperator": (
        "airflow.providers.http.operators.http.HttpOperator"
    ),
    "airflow.operators.http_operator.SimpleHttpOperator": (
        "airflow.providers.http.operators.http.HttpOperator"
    ),
    "airflow.sensors.base.BaseSensorOperator": f"{SDK}.BaseSensorOperator",
    "airflow.sensors.base_sensor_operator.BaseSensorOperator": f"{SDK}.BaseSensorOperator",
    "airflow.sensors.bash": f"{STANDARD}.sensors.bash",
    "airflow.sensors.date_time": f"{STANDARD}.sensors.date_time",
    "airflow.sensors.external_task": f"{STANDARD}.sensors.external_task",
    "airflow.sensors.external_task_sensor": f"{STANDARD}.sensors.external_task",
    "airflow.sensors.filesystem": f"{STANDARD}.sensors.filesystem",
    "airflow.sensors.http_sensor": "airflow.providers.http.sensors.http",
    "airflow.sensors.python": f"{STANDARD}.sensors.python",
    "airflow.sensors.sql": "airflow.providers.common.sql.sensors.sql",
    "airflow.sensors.sql_sensor": "airflow.providers.common.sql.sensors.sql",
    "airflow.sensors.time_delta": f"{STANDARD}.sensors.time_delta",
    "airflow.sensors.time_sensor": f"{STANDARD}.sensors.time",
    "airflow.sensors.weekday": f"{STANDARD}.sensors.weekday",
    "airflow.timetables.datasets.DatasetOrTimeSchedule": f"{SDK}.AssetOrTimeSchedule",
    "airflow.utils.context.Context": f"{SDK}.Context",
    "airflow.utils.weekday": f"{STANDARD}.utils.weekday",
}
# Modules that came with Airflow 3.
_NEW = ("airflow.operators.hitl", "airflow.partition_mappers", "airflow.triggers.hitl")
# Modules of which nothing is left where no table says otherwise.
_GONE = (
    "airflow.contrib",
    "airflow.datasets",
    "airflow.example_dags.subdags",
    "airflow.hooks",
    "airflow.operators",
    "airflow.sensors",
    "airflow.utils.dates",
    "airflow.utils.decorators",
    "airflow.utils.weekday",
)


def newest(qualified: str) -> str:
    """What a name of any version is called in the newest."""
    known = canonical(qualified)
    if known != qualified:
        return known
    for old in sorted(_MOVED, key=len, reverse=True):
        if qualified == old or qualified.startswith(f"{old}."):
            return _MOVED[old] + qualified[len(old) :]
    return qualified


def place(qualified: str, dialect: Dialect) -> str:
    """Where a name of any version lies in this one; what is not Airflow's stays."""
    if not is_airflow(qualified):
        return qualified
    module, _, name = newest(qualified).rpartition(".")
    found, called = dialect.place(module, name)
    return f"{found}.{called}"


def is_gone(qualified: str, dialect: Dialect) -> bool:
    """Whether this version has nothing under the name that `place` gave; as far as the tables know."""
    if dialect.window == "preceding":
        return qualified.startswith((f"{SDK}.", *_NEW)) and not qualified.startswith(EXCEPTIONS)
    return any(qualified == module or qualified.startswith(f"{module}.") for module in _GONE)
