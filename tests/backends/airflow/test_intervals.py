"""Airflow 3 gives a run its moment as its date: the intervals of Airflow 2 are kept where anything may ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate import SourceFile, read_file, write

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator

"""
CALL = '    PythonOperator(task_id="one", python_callable=f)\n'


def written(folder: Path, body: str, schedule: str, catchup: str = "False") -> tuple[str, set[str]]:
    """The code for Airflow 3, and the codes that it tells."""
    function, _, task = body.rpartition("---\n")
    file = folder / "old.py"
    file.write_text(
        f"{HEAD}{function}\n"
        f'with DAG("old", schedule_interval={schedule}, start_date=datetime(2026, 1, 1), catchup={catchup}):\n'
        f"{task or CALL}"
    )
    [output] = write([read_file(SourceFile(file, "old.py"))], [parse_target("airflow")], Options())
    assert output.text is not None
    return output.text, {one.code for one in output.diagnostics}


ASKING = {
    "a date by name": "def f(ds): return ds\n---\n",
    "a context that is handed on": "def f(**context): return helper(context)\n---\n",
    "a task instance that is handed on": "def f(ti): return helper(ti)\n---\n",
    "a template": '---\n    BashOperator(task_id="one", bash_command="echo {{ ds }}")\n',
    "a template that nothing else reads": (
        "---\n    BashOperator(task_id='one', bash_command='true',"
        " env={'DAY': '{{ macros.ds_add(ds, -1) }}'})\n"
    ),
    "a file, which is a template": (
        '---\n    BashOperator(task_id="one", bash_command="scripts/load.sh")\n'
    ),
}
SILENT = {
    "a body that asks nothing": "def f(): return 1\n---\n",
    "a template about something else": (
        '---\n    BashOperator(task_id="one", bash_command="echo {{ params.x }}")\n'
    ),
    "a word like a date": '---\n    BashOperator(task_id="one", bash_command="echo ds")\n',
}
DAILY, SIX = '"0 6 * * *"', "timedelta(hours=6)"
KINDS = {DAILY: "CronDataIntervalTimetable(", SIX: "DeltaDataIntervalTimetable("}


@pytest.mark.parametrize("schedule", KINDS)
@pytest.mark.parametrize("what", ASKING)
def test_what_may_ask_keeps_intervals(what: str, schedule: str, tmp_path: Path) -> None:
    text, told = written(tmp_path, ASKING[what], schedule)
    assert KINDS[schedule] in text
    assert ("AFW201" in told, "AFW001" in told) == (True, False)


@pytest.mark.parametrize("schedule", KINDS)
@pytest.mark.parametrize("what", SILENT)
def test_what_asks_nothing_has_a_plain_schedule(what: str, schedule: str, tmp_path: Path) -> None:
    text, told = written(tmp_path, SILENT[what], schedule)
    assert f"schedule={schedule}" in text
    assert ("AFW201" in told, "AFW001" in told) == (False, True)


@pytest.mark.parametrize("schedule", KINDS)
def test_catching_up_keeps_intervals(schedule: str, tmp_path: Path) -> None:
    text, told = written(tmp_path, SILENT["a body that asks nothing"], schedule, "True")
    assert KINDS[schedule] in text
    assert "AFW201" in told
