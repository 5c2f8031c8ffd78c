"""What cannot be written as code raises in the result, and is told; nothing of it is a mistake of polydag."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

NESTED = """
from {engine} import {decorator}, task

@{decorator}
def counting():
    calls = 0

    @task
    def call() -> int:
        nonlocal calls
        calls += 1
        return calls

    call()

counting()
"""
OWN = """
from prefect import flow, task

@task
def count() -> int:
    calls = 0

    def call() -> None:
        nonlocal calls
        calls += 1

    call()
    return calls

@flow
def counting():
    count()
"""
ENGINES = {"prefect": ("prefect", "flow"), "airflow": ("airflow.sdk", "dag")}


def converted(text: str, target: str, folder: Path) -> tuple[str, list[str]]:
    """The code for a target, and the codes of the findings."""
    path = folder / "module.py"
    path.write_text(text)
    reading = read_file(SourceFile(path, str(path)))
    [written] = write([reading], [parse_target(target)], Options())
    return written.text or "", [d.code for d in (*reading.diagnostics, *written.diagnostics)]


@pytest.mark.parametrize("target", ["airflow", "dagster", "prefect"])
@pytest.mark.parametrize("source", ENGINES)
def test_a_task_that_assigns_a_variable_of_its_builder_raises(
    source: str, target: str, tmp_path: Path
) -> None:
    engine, decorator = ENGINES[source]
    code, codes = converted(NESTED.format(engine=engine, decorator=decorator), target, tmp_path)
    assert "IR304" in codes
    assert "IR903" not in codes
    assert "raise NotImplementedError" in code
    assert "nonlocal" not in code


@pytest.mark.parametrize("target", ["airflow", "dagster", "prefect"])
def test_variables_that_a_body_shares_with_its_own_functions_are_its_own(
    target: str, tmp_path: Path
) -> None:
    code, codes = converted(OWN, target, tmp_path)
    assert "IR304" not in codes
    assert "nonlocal calls" in code


MISTAKES = """
from elsewhere import SETTINGS, known
from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator

@task
def load(number=0):
    return number

@task_group
def loads(number=0):
    load(number)

with DAG("etl"):
    load.expand()
    load.expand(**SETTINGS)
    BashOperator.partial(task_id="shell", bash_command="true").expand()
    loads.expand()
    PythonOperator(task_id="nothing", op_args=[1], op_kwargs={"2": 1, "class": 1})
    PythonOperator(task_id="known", python_callable=known, op_kwargs={"class": 1, "a": 2})
"""


@pytest.mark.parametrize("target", ["airflow", "dagster", "prefect"])
def test_what_airflow_does_not_load_is_told_and_written(target: str, tmp_path: Path) -> None:
    code, codes = converted(MISTAKES, target, tmp_path)
    compile(code, target, "exec")
    assert [one for one in codes if one.startswith("AFR4")] == [
        *("AFR406", "AFR403", "AFR406", "AFR406", "AFR406"),
        "AFR405",
    ]


@pytest.mark.parametrize(
    "schedule", ["timedelta()", "timedelta(days=-1)", "DeltaTriggerTimetable(timedelta())"]
)
def test_a_schedule_that_never_comes_due_is_told_and_not_written(
    schedule: str, tmp_path: Path
) -> None:
    text = (
        "from datetime import timedelta\n"
        "from airflow.sdk import DAG\n"
        "from airflow.timetables.trigger import DeltaTriggerTimetable\n"
        "from airflow.providers.standard.operators.empty import EmptyOperator\n"
        f"with DAG('always', schedule={schedule}):\n    EmptyOperator(task_id='run')\n"
    )
    path = tmp_path / "module.py"
    path.write_text(text)
    reading = read_file(SourceFile(path, str(path)))
    assert [d.code for d in reading.diagnostics] == ["IR405"]
    assert write([reading], [parse_target("dagster"), parse_target("prefect")], Options()) == []
