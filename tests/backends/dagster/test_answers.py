"""Somebody answers the questions of a Dagster job while it runs: what fits goes on, anything else is refused."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from polydag import convert
from polydag.runs.environments import find

pytestmark = pytest.mark.engines
SOURCE = """
from airflow.sdk import DAG, Param, task
from airflow.providers.standard.operators.hitl import HITLBranchOperator, HITLEntryOperator

with DAG("etl", schedule=None):
    form = HITLEntryOperator(task_id="form", subject="How many?", params={"n": Param(type="integer")})
    way = HITLBranchOperator(task_id="way", subject="Which?", options=["one", "two"])

    @task
    def one(): ...

    @task
    def two(): ...

    form >> way >> [one(), two()]
"""
# Each question is answered twice: with something that does not fit, and with something that does.
ANSWERING = """
import json, threading, time
import emitted
from dagster import AssetKey, AssetMaterialization, DagsterInstance

sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 0.2))
instance = DagsterInstance.ephemeral()

def report(step, run, **answer):
    made = AssetMaterialization(AssetKey(["etl", step]), partition=run, metadata=answer)
    instance.report_runless_asset_event(made)

def answer():
    while not (runs := instance.get_runs()):
        sleep(0.1)
    for step, fields in (("form", {"chosen_options": "OK", "n": 3}), ("way", {"chosen_options": "two"})):
        while not [s for s in instance.get_run_step_stats(runs[0].run_id, [step]) if s.start_time]:
            sleep(0.1)
        sleep(0.5)
        report(step, runs[0].run_id, **{**fields, "chosen_options": "perhaps"})
        report(step, runs[0].run_id, **fields)

threading.Thread(target=answer, daemon=True).start()
result = emitted.etl.execute_in_process(instance=instance)
ran = [e.step_key for e in result.all_events if e.is_step_success]
answered = result.output_for_node("form")
print(json.dumps([answered["chosen_options"], answered["params_input"], ran]))
"""


def test_an_answer_goes_on_once_it_fits(tmp_path: Path) -> None:
    source, answering = tmp_path / "source.py", tmp_path / "answering.py"
    source.write_text(SOURCE)
    answering.write_text(ANSWERING)
    (tmp_path / "emitted.py").write_text(convert(source, to="dagster").code)
    environment = find("dagster")
    assert environment is not None, "no environment for dagster: make engines"
    home = {"PYTHONPATH": str(tmp_path), "DAGSTER_HOME": "", "DAGSTER_DISABLE_TELEMETRY": "1"}
    done = subprocess.run(
        [environment.python, answering],
        env=os.environ | home,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == [["OK"], {"n": 3}, ["form", "way", "two"]]
