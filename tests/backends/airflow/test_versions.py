"""Code for Airflow 2.11 says in its words what code for 3.3 says, and tells what it has no words for."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.api import convert
from polydag.backends.airflow import BACKENDS
from polydag.backends.airflow.versions.dialect import THREE, TWO

PIPELINE = """\
from polydag import Pipeline, cron, every, task


@task{options}
def load() -> int:
    return 1


with Pipeline("etl"{schedule}) as etl:
    load()
"""

FLOW = """\
from prefect import flow, task
from prefect.variables import Variable


@task
def load() -> str:
    return Variable.get("region", default="eu")


@flow
def etl() -> None:
    load()
"""


def written(
    folder: Path,
    schedule: str = "",
    options: str = "",
    body: str = "pass",
    to: str = "airflow@2.11",
) -> tuple[str, set[str]]:
    """The code for 2.11 below its header, and the codes that it tells."""
    path = folder / "etl.py"
    given = f", {schedule}" if schedule else ""
    marked = f"({options})" if options else ""
    path.write_text(PIPELINE.format(schedule=given, options=marked))
    emitted = convert(path, to="airflow@2.11")
    return emitted.code.partition("\n")[2], {d.code for d in emitted.diagnostics}


def test_there_is_a_writer_for_each_version() -> None:
    assert [backend.key for backend in BACKENDS] == ["airflow-3.3", "airflow-2.11"]


@pytest.mark.parametrize(
    ("module", "name", "place"),
    [
        ("airflow.sdk", "task", ("airflow.decorators", "task")),
        ("airflow.sdk", "Asset", ("airflow.datasets", "Dataset")),
        (
            "airflow.sdk.exceptions",
            "AirflowSkipException",
            ("airflow.exceptions", "AirflowSkipException"),
        ),
        (
            "airflow.providers.standard.operators.bash",
            "BashOperator",
            ("airflow.operators.bash", "BashOperator"),
        ),
        (
            "airflow.providers.standard.sensors.time",
            "TimeSensor",
            ("airflow.sensors.time_sensor", "TimeSensor"),
        ),
        ("json", "dumps", ("json", "dumps")),
    ],
    ids=[
        "a decorator",
        "an asset is a dataset",
        "an exception",
        "an operator of the standard provider is Airflow's own",
        "a module of another name",
        "what is not Airflow's stays",
    ],
)
def test_names_lie_where_the_version_has_them(
    module: str, name: str, place: tuple[str, str]
) -> None:
    assert TWO.place(module, name) == place
    assert THREE.place(module, name) == (module, name)


@pytest.mark.parametrize(
    ("schedule", "said", "codes"),
    [
        ("", "schedule=None", set()),
        (
            'schedule=cron("0 2 * * *")',
            'schedule=CronTriggerTimetable("0 2 * * *", timezone="UTC"),\n'
            "    start_date=datetime(2024, 1, 1),\n    catchup=False",
            {"AFW050", "AFW251"},
        ),
        (
            'schedule=[cron("0 2 * * *"), cron("0 14 * * *")]',
            'CronTriggerTimetable("0 2,14 * * *", timezone="UTC")',
            {"AFW050", "AFW251"},
        ),
        (
            'schedule=[cron("0 2 * * *"), cron("30 14 * * *")]',
            'CronTriggerTimetable("0 2 * * *", timezone="UTC")',
            {"AFW050", "AFW251", "AFW304"},
        ),
        ("schedule=every(hours=6)", "DeltaTriggerTimetable(timedelta(hours=6))", {"AFW050"}),
    ],
    ids=[
        "no schedule is said, as the default is a daily one",
        "a cron is about its tick",
        "crons that differ in one field are one",
        "of others the first is kept, and the rest told",
        "an interval is about its tick",
    ],
)
def test_schedules_start_the_same_runs(
    schedule: str, said: str, codes: set[str], tmp_path: Path
) -> None:
    text, told = written(tmp_path, schedule)
    assert said in text
    assert told == codes


def test_delays_that_cannot_be_said_are_told_with_what_is_written(tmp_path: Path) -> None:
    text, told = written(tmp_path, options="retries=3, retry_delay=[10, 60]")
    assert "retry_delay=timedelta(seconds=10)" in text
    assert told == {"AFW250"}


def test_a_variable_has_its_default_under_the_older_name(tmp_path: Path) -> None:
    path = tmp_path / "flows.py"
    path.write_text(FLOW)
    old, new = (convert(path, to=to).code for to in ("airflow@2.11", "airflow@3.3"))
    assert 'Variable.get("region", default_var="eu")' in old
    assert 'Variable.get("region", default="eu")' in new
