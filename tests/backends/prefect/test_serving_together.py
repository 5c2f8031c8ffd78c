"""Flows of one module that schedules start are served together: `flow.serve` serves one and never ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

DAG = """
with DAG("{id}", schedule={schedule}, tags=["{id}"]{more}):
    @task
    def {id}_task():
        return 1
    {id}_task()
"""


def converted(folder: Path, *dags: str, head: str = "") -> tuple[str, set[str]]:
    path = folder / "etl.py"
    path.write_text(f"from airflow.sdk import DAG, task\n{head}" + "".join(dags))
    [output] = write([read_file(SourceFile(path, "etl.py"))], [parse_target("prefect")], Options())
    text = output.text or ""
    return text.partition("__main__")[2], {d.code for d in output.diagnostics}


def test_scheduled_flows_and_others_are_deployments_of_one_serve(tmp_path: Path) -> None:
    daily = DAG.format(id="daily", schedule='"@daily"', more=", max_active_runs=2")
    entry, codes = converted(tmp_path, daily, DAG.format(id="by_hand", schedule=None, more=""))
    written = entry.replace(" ", "").replace("\n", "")
    assert (
        'serve(daily.to_deployment(name="daily",cron="00***",tags=["daily"],concurrency_limit=2)'
        in written
    ), entry
    assert 'by_hand.to_deployment(name="by_hand",tags=["by_hand"])' in written, entry
    assert ".serve(" not in entry
    assert "PFW101" not in codes


@pytest.mark.parametrize(
    ("schedules", "start"), [(("@daily",), "daily0.serve("), ((None, None), "daily1()")]
)
def test_one_flow_serves_itself_and_unscheduled_ones_are_called(
    tmp_path: Path, schedules: tuple[str | None, ...], start: str
) -> None:
    dags = [
        DAG.format(id=f"daily{number}", schedule=repr(schedule), more="")
        for number, schedule in enumerate(schedules)
    ]
    entry, _ = converted(tmp_path, *dags)
    assert start in entry
    assert "to_deployment" not in entry


def test_a_name_of_the_author_stays_what_it_is(tmp_path: Path) -> None:
    dags = [DAG.format(id=id, schedule='"@daily"', more="") for id in ("one", "two")]
    uses = '\nwith DAG("three"):\n    @task\n    def three_task():\n        return serve()\n    three_task()\n'
    entry, _ = converted(tmp_path, *dags, uses, head="\ndef serve():\n    return 1\n")
    assert "prefect.serve(" in entry
