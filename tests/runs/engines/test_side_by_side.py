"""Several workers of one engine run jobs beside each other, and no more of them start than are allowed."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from polydag.runs.protocol import Job
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.zygote import Zygote
from tests.runs.engines.conftest import PIPELINES

pytestmark = pytest.mark.engines


def meeting(folder: Path, own: str, other: str) -> Path:
    """A job whose only task ends when the other one has begun."""
    file = folder / f"{own}.py"
    file.write_text(
        f"""
import time
from pathlib import Path

from dagster import job, op


@op
def meet():
    Path({str(folder / own)!r}).with_suffix(".begun").touch()
    deadline = time.monotonic() + 20
    while not Path({str(folder / other)!r}).with_suffix(".begun").exists():
        if time.monotonic() > deadline:
            raise TimeoutError("alone")
        time.sleep(0.05)


@job
def meetings():
    meet()
"""
    )
    return file


def test_two_workers_run_two_jobs_at_the_same_time(tmp_path: Path) -> None:
    files = [meeting(tmp_path, "one", "two"), meeting(tmp_path, "two", "one")]
    task = {"id": "meet", "address": "meet", "stub": False}
    with Runners(per_engine=2) as runners, ThreadPoolExecutor(2) as pool:

        def run(file: Path) -> RunRecord:
            asked = {"file": file, "root": tmp_path, "pipeline": "meetings", "tasks": [task]}
            return runners.run("dagster", Job.model_validate(asked | {"bodies": "real"}))

        records = list(pool.map(run, files))
    states = [record.run.state if record.run else record.runner.error for record in records]
    assert states == ["success", "success"]


def test_no_more_workers_start_than_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    begin = Zygote._started

    def counting(zygote: Zygote) -> subprocess.Popen[bytes]:
        started.append(zygote)
        return begin(zygote)

    monkeypatch.setattr(Zygote, "_started", counting)
    job = Job(
        file=PIPELINES / "dagster" / "basics.py", root=PIPELINES / "dagster", pipeline="linear"
    )
    with Runners() as runners, ThreadPoolExecutor(3) as pool:
        records = list(pool.map(lambda _: runners.run("dagster", job), range(3)))
    assert len(started) == 3
    assert len(set(map(id, started))) == 1
    assert [record.run.state for record in records if record.run] == ["success"] * 3


def test_closing_ends_a_job_that_another_thread_waits_for() -> None:
    folder = PIPELINES / "dagster"
    task = {"id": "hang", "address": "hang", "stub": False}
    asked = {"file": folder / "basics.py", "root": folder, "pipeline": "hanging", "tasks": [task]}
    runners = Runners()
    with ThreadPoolExecutor(1) as pool:
        # The body sleeps for ten minutes: whoever waited for it would exceed the job's limit first.
        job = Job.model_validate(asked | {"bodies": "real", "time_limit": 500})
        running = pool.submit(runners.run, "dagster", job)
        wait_for_child(runners)
        runners.close()
        record = running.result(timeout=60)
    assert record.run is None
    assert record.runner.error is not None
    assert record.runner.error.startswith("the worker ended")


def wait_for_child(runners: Runners) -> None:
    """Return once the worker has forked for the job."""
    deadline = time.monotonic() + 60
    while not any(z._child for started in runners._started.values() for z in started):
        assert time.monotonic() < deadline
        time.sleep(0.05)
