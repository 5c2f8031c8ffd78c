"""The gates that are written for `LatestOnlyOperator` answer on the real engines as the operator would."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from polydag import convert
from polydag.runs.environments import find

pytestmark = pytest.mark.engines
SOURCE = """
from airflow.sdk import DAG
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG("report", schedule={schedule!r}):
    LatestOnlyOperator(task_id="latest") >> PythonOperator(task_id="mail", python_callable=work)
"""
# Each asks about a run by hand, and about runs that the schedule started some hours ago: whether `mail` runs below.
DAGSTER = """
import json
from datetime import datetime, timedelta, timezone
from emitted import report

def went_on(hours):
    started = datetime.now(timezone.utc) - timedelta(hours=hours or 0)
    tags = {".dagster/scheduled_execution_time": started.isoformat()} if hours is not None else {}
    result = report.execute_in_process(tags=tags)
    return any(e.is_step_success and e.step_key == "mail" for e in result.all_events)

print(json.dumps([went_on(hours) for hours in (None, 0, 30 * 24)]))
"""
PREFECT = """
import json
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
import emitted

def went_on(hours):
    started = datetime.now(timezone.utc) - timedelta(hours=hours or 0)
    tags = ["auto-scheduled"] if hours is not None else []
    run = SimpleNamespace(tags=tags, scheduled_start_time=started)
    emitted.runtime = SimpleNamespace(flow_run=run)
    return emitted.latest.fn()

print(json.dumps([went_on(hours) for hours in (None, 0, 30 * 24)]))
"""


@pytest.fixture
def answers(tmp_path: Path) -> Callable[[str, str, str], list[bool]]:
    """What a script says about the code that an engine gets for a schedule."""

    def answers(engine: str, script: str, schedule: str) -> list[bool]:
        source = tmp_path / "source.py"
        source.write_text(SOURCE.format(schedule=schedule))
        (tmp_path / "emitted.py").write_text(convert(source, to=engine).code)
        environment = find(engine)
        assert environment is not None, f"no environment for {engine}: make engines"
        home = {"PYTHONPATH": str(tmp_path), "DAGSTER_HOME": "", "PREFECT_HOME": str(tmp_path)}
        done = subprocess.run(
            [environment.python, "-c", script],
            env=os.environ | home | {"DAGSTER_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: list[bool] = json.loads(done.stdout.splitlines()[-1])
        return found

    return answers


@pytest.mark.parametrize(
    "schedule", ["@daily", "0 6 * * 1-5"], ids=["every day", "at irregular intervals"]
)
@pytest.mark.parametrize(
    ("engine", "script"), [("dagster", DAGSTER), ("prefect", PREFECT)], ids=["dagster", "prefect"]
)
def test_only_a_scheduled_run_that_is_overdue_stops(
    engine: str,
    script: str,
    schedule: str,
    answers: Callable[[str, str, str], list[bool]],
) -> None:
    assert answers(engine, script, schedule) == [True, True, False]
