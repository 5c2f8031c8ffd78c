"""The zygote's loop and the parent's side of it, with a worker that has no engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from polydag.engines import EngineVersion
from polydag.runs import zygote
from polydag.runs.environments import EngineEnvironment
from polydag.runs.protocol import Job, JobScenario, TaskJob
from polydag.runs.zygote import Zygote

WORKER = """
import os, subprocess, sys, time
sys.path.insert(0, {root!r})
from polydag.runs.child import options, serve
from polydag.runs.child.channel import Channel

def run(job, journal):
    print("noise on stdout")
    journal.started("work")
    if job.pipeline == "crash": os._exit(7)
    if job.pipeline == "raise": raise LookupError("no such table\\nsecond line")
    if job.pipeline == "hang":
        process = subprocess.Popen(["sleep", "600"])
        (job.root / "pid").write_text(str(process.pid))
        time.sleep(600)
    if job.pipeline == "stop": os.kill(os.getppid(), 9); time.sleep(600)
    journal.ended("work", None, "success", "done")
    before = len(list(job.kept.iterdir()))
    (job.kept / str(before)).touch()
    journal.yielded("work", None, {{"again": job.again, "before": before}})
    if job.pipeline == "silent": os._exit(3)
    journal.finished("success", "done")

channel = Channel.take()
options.read(sys.argv[2:])
serve.serve(channel, serve.Engine("1.2.3", run, lambda question: None))
"""
ROOT = Path(zygote.__file__).parent.parent.parent


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Zygote]:
    program = tmp_path / "worker.py"
    program.write_text(WORKER.format(root=str(ROOT)))
    monkeypatch.setattr(zygote, "START", program)
    binaries = tmp_path / "env" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    with Zygote(EngineEnvironment(EngineVersion("dagster", "1.13"), tmp_path / "env")) as made:
        yield made


def ask(tmp_path: Path, pipeline: str, time_limit: float = 20.0) -> Job:
    work = TaskJob(id="work", address="work")
    file = tmp_path / "pipeline.py"
    return Job(file=file, root=tmp_path, pipeline=pipeline, time_limit=time_limit, tasks=(work,))


def test_a_job_is_answered_with_a_record(worker: Zygote, tmp_path: Path) -> None:
    record = worker.run(ask(tmp_path, "fine"))
    assert (record.engine, record.engine_version) == ("dagster", "1.2.3")
    assert record.run is not None
    assert record.run.state == "success"
    assert record.tasks[0].state == "success"


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_the_last_of_several_runs_finds_what_the_others_left(
    runs: int, worker: Zygote, tmp_path: Path
) -> None:
    asked = ask(tmp_path, "fine").model_copy(update={"scenario": JobScenario(runs=runs)})
    record = worker.run(asked)
    assert record.tasks[0].outputs == {"again": runs > 1, "before": runs - 1}
    assert len(record.tasks[0].attempts) == 1
    assert worker.run(ask(tmp_path, "fine")).tasks[0].outputs["before"] == 0


def test_a_run_that_kills_its_process_has_crashed(worker: Zygote, tmp_path: Path) -> None:
    record = worker.run(ask(tmp_path, "crash"))
    assert record.runner.error is None
    assert record.run is not None
    assert (record.run.state, record.run.raw_state) == ("failed", "Crashed (7)")
    assert record.tasks[0].attempts[0].error == "Crashed"
    assert worker.run(ask(tmp_path, "fine")).runner.error is None


def test_an_exception_of_the_runner_is_its_error(worker: Zygote, tmp_path: Path) -> None:
    record = worker.run(ask(tmp_path, "raise"))
    assert record.run is None
    assert record.runner.error == "LookupError: no such table"
    assert record.runner.log is not None
    assert "second line" in record.runner.log


def test_a_process_that_ends_between_tasks_is_the_runner_s_error(
    worker: Zygote, tmp_path: Path
) -> None:
    record = worker.run(ask(tmp_path, "silent"))
    assert record.run is None
    assert record.runner.error == "the process of the run died (3)"


def test_a_hanging_run_is_killed_with_what_it_started(worker: Zygote, tmp_path: Path) -> None:
    record = worker.run(ask(tmp_path, "hang", time_limit=1.0))
    assert record.run is None
    assert record.runner.error == "killed at the time limit of 1 s"
    assert gone(int((tmp_path / "pid").read_text()))
    assert worker.run(ask(tmp_path, "fine")).runner.error is None


def test_a_worker_that_is_gone_is_told_and_started_anew(worker: Zygote, tmp_path: Path) -> None:
    record = worker.run(ask(tmp_path, "stop"))
    assert record.runner.error == "the worker ended (-9)"
    assert worker.run(ask(tmp_path, "fine")).runner.error is None


def test_closing_leaves_no_process_and_no_folder(worker: Zygote, tmp_path: Path) -> None:
    worker.run(ask(tmp_path, "fine"))
    process, scratch = worker._process, worker._scratch
    assert process is not None
    assert scratch is not None
    worker.close()
    assert process.returncode == 0
    assert not scratch.exists()


def gone(pid: int) -> bool:
    """Tell whether a process has ended; a zombie that init has yet to reap has."""
    for _ in range(100):
        stat = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
            if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def removed(folder: Path) -> bool:
    """Tell whether the scratch folders are gone; the worker removes them as it ends, after its process id is free to look at."""
    for _ in range(100):
        if not list(folder.glob("polydag-*")):
            return True
        time.sleep(0.05)
    return False


DRIVER = """
import sys
from pathlib import Path
from polydag.engines import EngineVersion
from polydag.runs import zygote
from polydag.runs.environments import EngineEnvironment
from polydag.runs.protocol import Job
from polydag.runs.zygote import Zygote

folder = Path(sys.argv[1])
zygote.START = folder / "worker.py"
job = Job(file=folder / "pipeline.py", root=folder, pipeline="hang", time_limit=60)
with Zygote(EngineEnvironment(EngineVersion("dagster", "1.13"), folder / "env")) as worker:
    worker._started()
    (folder / "worker_pid").write_text(str(worker._process.pid))
    worker.run(job)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_one_that_asked(
    worker: Zygote, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", DRIVER, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as driver:
        started = tmp_path / "pid"
        while not (started.exists() and started.read_text()):
            assert driver.poll() is None
            time.sleep(0.05)
        driver.send_signal(number)
        driver.wait()
    assert gone(int(started.read_text()))
    assert gone(int((tmp_path / "worker_pid").read_text()))
    assert removed(tmp_path)
