"""What becomes of a launch of a pipeline that is elsewhere: how it is asked for, looked at, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag import convert

SOURCE = """
from airflow.sdk import DAG
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

with DAG("etl", schedule=None):
    TriggerDagRunOperator(task_id="start", trigger_dag_id="{job}", {given})
"""
WAITS = "wait_for_completion=True, "
# Arguments → what Dagster's op, and Prefect's task, hold of it.
WRITTEN = {
    "nobody waits": (
        "",
        ['webserver().submit_job_execution("other")'],
        ['run_deployment("other/other", timeout=0, as_subflow=False)'],
    ),
    "what the run is given": (
        'conf={"city": "Lima"}',
        ['run_config={"resources": {"params": {"config": {"city": "Lima"}}}}'],
        ['parameters={"city": "Lima"}'],
    ),
    "a date": (
        'logical_date="2024-02-01", reset_dag_run=True',
        ['tags={"dagster/partition": "2024-02-01"}'],
        ["scheduled_time=datetime(2024, 2, 1, tzinfo=timezone.utc)"],
    ),
    "the date of the run": (
        'logical_date="{{ logical_date }}", reset_dag_run=True',
        ['tags={"dagster/partition": f"{context.partition_time_window.start}"[:10]}'],
        ["scheduled_time=logical_date"],
    ),
    "a name": (
        'trigger_run_id="once"',
        [],
        ['flow_run_name="once"', 'idempotency_key="once"'],
    ),
    "it waits": (
        f"{WAITS}poke_interval=5",
        ["status_of_run(run_id, 5)", 'if status != "SUCCESS":'],
        ["poll_interval=5", "not run.state.is_completed()"],
    ),
    "any end will do": (
        f'{WAITS}allowed_states=["success", "failed"], failed_states=[]',
        ["    status_of_run(run_id, 60)\n"],
        ['    run_deployment("other/other", poll_interval=60)\n'],
    ),
    "it has to fail": (
        f'{WAITS}allowed_states=["failed"], failed_states=["success"]',
        ['if status not in ("CANCELED", "FAILURE"):'],
        ["if run.state is not None and run.state.is_completed():"],
    ),
    "it has to begin": (
        f'{WAITS}allowed_states=["running", "success"]',
        ['status_of_run(run_id, 60, "STARTED")', 'if status not in ("STARTED", "SUCCESS"):'],
        ["not run.state.is_completed()"],
    ),
}
# Arguments → codes of Dagster and of Prefect, and what their messages name.
TOLD = {
    "a run that is there": ('logical_date="2024-02-01"', "330", "date"),
    "one that skips": ('logical_date="2024-02-01", skip_when_already_exists=True', "330", "skip"),
    "a run that ends in neither way": (f"{WAITS}failed_states=[]", "330", "not awaited"),
    "an interval for nothing": ("poke_interval=5", "101", "nothing waits for the run"),
    "states for nothing": ('allowed_states=["failed"]', "101", "nothing waits for the run"),
    "skipping for nothing": ("skip_when_already_exists=True", "101", "another moment"),
}


@pytest.mark.parametrize(("given", "dagster", "prefect"), WRITTEN.values(), ids=WRITTEN)
def test_a_launch_of_what_is_elsewhere(
    tmp_path: Path, given: str, dagster: list[str], prefect: list[str]
) -> None:
    (tmp_path / "etl.py").write_text(SOURCE.format(job="other", given=given))
    for target, rows in (("dagster", dagster), ("prefect", prefect)):
        code = convert(tmp_path / "etl.py", to=target).code
        joined = " ".join(code.split())
        assert [row for row in rows if " ".join(row.split()) not in joined] == []


@pytest.mark.parametrize(("given", "code", "names"), TOLD.values(), ids=TOLD)
@pytest.mark.parametrize("target", ["dagster", "prefect"])
def test_what_is_lost_of_a_launch(
    tmp_path: Path, target: str, given: str, code: str, names: str
) -> None:
    (tmp_path / "etl.py").write_text(SOURCE.format(job="other", given=given))
    told = convert(tmp_path / "etl.py", to=target).diagnostics
    assert any(d.code[-3:] == code and names in d.message for d in told)


def test_a_job_whose_name_only_the_run_knows_is_asked_for_by_that(tmp_path: Path) -> None:
    source = SOURCE.replace("schedule=None", 'schedule=None, params={{"which": "other"}}')
    (tmp_path / "etl.py").write_text(source.format(job="{{ params.which }}", given=WAITS))
    code = convert(tmp_path / "etl.py", to="dagster").code
    assert 'submit_job_execution(f"{config.which}")' in code
    assert 'f"the run ended as {status}"' in code
