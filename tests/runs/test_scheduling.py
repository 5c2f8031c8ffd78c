"""Which pipelines need Airflow's own scheduler."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.runs.protocol import Job
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import ALL_SUCCEED, Scenario
from polydag.runs.scheduling import needs_scheduler
from polydag.runs.stages import Manner, Stage
from polydag.translate import Reading, SourceFile, read_file

HEADER = """
from datetime import timedelta
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG
"""
PLAIN = """
with DAG("etl"):
    BashOperator(task_id="load", bash_command="true")
"""
TIMED = PLAIN.replace('"etl"', '"etl", dagrun_timeout=timedelta(hours=1)')
LIMITED = PLAIN.replace('"etl"', '"etl", max_active_tasks=1')
POOLED = PLAIN.replace("load", 'load", pool="small')
CALLING = """
with DAG("etl"):
    TriggerDagRunOperator(task_id="start", trigger_dag_id="child")
"""
ASKING = """
from airflow.providers.standard.operators.hitl import HITLOperator
with DAG("etl"):
    HITLOperator(task_id="ask", subject="Go on?", options=["yes"])
"""
CHILD = PLAIN.replace("etl", "child")


class Listening(Runners):
    """Keeps the job in place of running it."""

    def run(self, engine: str, job: Job) -> RunRecord:
        self.job = job
        return RunRecord(engine=engine, pipeline=job.pipeline)


def reading(folder: Path, source: str) -> Reading:
    file = folder / "etl.py"
    file.write_text(HEADER + source)
    return read_file(SourceFile(file, "etl.py"))


@pytest.mark.parametrize(
    ("source", "while_time_passes", "with_stubs"),
    [
        pytest.param(PLAIN, False, False, id="nothing to schedule"),
        pytest.param(TIMED, True, False, id="a time-out of the run"),
        pytest.param(LIMITED, True, False, id="a limit of tasks at a time"),
        pytest.param(POOLED, True, False, id="a pool"),
        pytest.param(ASKING, True, False, id="a question to somebody"),
        pytest.param(CALLING, False, False, id="a trigger of another file's pipeline"),
        pytest.param(CALLING + CHILD, True, True, id="a trigger of the file's own pipeline"),
    ],
)
def test_a_pipeline_needs_the_scheduler(
    source: str, while_time_passes: bool, with_stubs: bool, tmp_path: Path
) -> None:
    module = reading(tmp_path, source).module
    assert module is not None
    etl = module.pipelines[0]
    assert needs_scheduler(module, etl, time_passes=True) is while_time_passes
    assert needs_scheduler(module, etl, time_passes=False) is with_stubs


@pytest.mark.parametrize(
    ("engine", "manner", "mode"),
    [
        pytest.param("airflow@3.3", Manner(), "test", id="stubs take no time"),
        pytest.param("airflow@3.3", Manner(bodies="real"), "scheduler", id="real bodies do"),
        pytest.param("airflow@3.3", Manner(scheduler=True), "scheduler", id="it is asked for"),
        pytest.param(
            "airflow@3.3", Manner(bodies="real", scheduler=False), "test", id="it is refused"
        ),
        pytest.param("airflow@3.3", Manner(until="2026-01-07"), "scheduler", id="it catches up"),
        pytest.param("airflow@2.11", Manner(scheduler=True), "test", id="Airflow 2 has none here"),
    ],
)
def test_a_stage_chooses_how_airflow_runs(
    engine: str, manner: Manner, mode: str, tmp_path: Path
) -> None:
    read = reading(tmp_path, TIMED)
    assert read.module is not None
    stage = Stage(
        module=read.module,
        pipeline=read.module.pipelines[0],
        file=read.file.path,
        root=tmp_path,
        engine=parse_target(engine),
    )
    listening = Listening()
    stage.run(ALL_SUCCEED, manner, listening)
    assert listening.job.mode == mode
    stage.run(Scenario(delay={"load": 1.0}), manner, listening)
    assert listening.job.mode == (mode if manner.scheduler is not None else "scheduler")
    assert listening.job.until == manner.until
