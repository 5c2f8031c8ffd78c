"""The parent's side of a worker process: starts it, hands it jobs, and never leaves it behind."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from polydag.runs.environments import EngineEnvironment
from polydag.runs.protocol import Job
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.schedules.record import ScheduleJob, ScheduleRecord

START = Path(__file__).parent / "child" / "start.py"
FOLDERS = {
    "airflow-3.3": "airflow",
    "airflow-2.11": "airflow2",
    "dagster-1.13": "dagster",
    "prefect-3.8": "prefect",
}
START_LIMIT = 300.0
GRACE = 20.0
LOG_TAIL = 3000
Message = dict[str, object]


class WorkerGoneError(Exception):
    """The worker process died, or hung so that it had to be killed."""


@dataclass
class Zygote:
    """One worker process of one environment; jobs are answered one at a time."""

    environment: EngineEnvironment
    engine_version: str | None = None
    _process: subprocess.Popen[bytes] | None = None
    _scratch: Path | None = None
    _buffer: bytes = b""
    _child: int | None = None
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answers: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def run(self, job: Job) -> RunRecord:
        """Run the job; whatever goes wrong with the runner is in the record, never raised."""
        answer = self._answer(job.model_dump_json(by_alias=True), job.time_limit)
        return RunRecord.model_validate({"pipeline": job.pipeline, **answer})

    def ask(self, job: ScheduleJob) -> ScheduleRecord:
        """Have the engine say which runs a schedule starts; never raises for the runner."""
        answer = self._answer(job.model_dump_json(by_alias=True), job.time_limit)
        return ScheduleRecord.model_validate({"pipeline": job.pipeline, **answer})

    def _answer(self, line: str, limit: float) -> Message:
        with self._lock:
            return {"engine": self._name, **self._exchanged(line, limit)}

    def _exchanged(self, line: str, limit: float) -> Message:
        """Send one line and return the worker's message, or the report of what went wrong with it."""
        began = time.monotonic()
        try:
            process = self._started()
            _write(process, line.encode() + b"\n")
            answer = self._receive(limit + GRACE)
            while "child" in answer:
                self._child = cast("int", answer["child"])
                answer = self._receive(limit + GRACE)
            self._child = None
        except WorkerGoneError as error:
            tail = self._log_tail()
            self._end()
            return {"runner": RunnerReport(seconds=_since(began), error=str(error), log=tail)}
        except BaseException:
            self._end()
            raise
        return {"engine_version": self.engine_version, **answer}

    def close(self) -> None:
        """End the worker for good, with all that it started; a job that another thread waits for ends with it."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            self._end()
            self._lock.release()
        elif self._process is not None:
            # The thread that waits reads the end of the pipe, and tidies up.
            _kill(self._process, self._child)

    def _end(self) -> None:
        """End the worker process and remove its scratch folder; the next job starts another one."""
        process, self._process = self._process, None
        if process is not None:
            self._answers.close()
            _end(process, self._child)
            self._child = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    @property
    def _name(self) -> str:
        return self.environment.engine.engine

    @property
    def _log(self) -> Path | None:
        return self._scratch / "worker.log" if self._scratch else None

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the worker process, started and warm."""
        if self._process is not None:
            return self._process
        self._scratch = Path(tempfile.mkdtemp(prefix="polydag-"))
        self.environment.kept.mkdir(exist_ok=True)
        command = [str(self.environment.python), str(START), FOLDERS[self.environment.engine.key]]
        command += ["--scratch", str(self._scratch / "home"), "--kept", str(self.environment.kept)]
        with (self._scratch / "worker.log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_clean(self.environment),
                start_new_session=True,
            )
        if self._closed:
            raise WorkerGoneError("the worker was ended")
        self._buffer = b""
        self._answers = selectors.DefaultSelector()
        self._answers.register(_output(self._process), selectors.EVENT_READ)
        self.engine_version = cast("str", self._receive(START_LIMIT)["version"])
        return self._process

    def _receive(self, limit: float) -> Message:
        """Return the worker's next message; raise when it is gone or silent for too long."""
        deadline = time.monotonic() + limit
        while b"\n" not in self._buffer:
            if not self._answers.select(max(0.0, deadline - time.monotonic())):
                raise WorkerGoneError(f"the worker was silent for {limit:g} s and was ended")
            assert self._process is not None
            chunk = os.read(_output(self._process), 1 << 16)
            if not chunk:
                raise WorkerGoneError(f"the worker ended ({self._process.wait()})")
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\n", 1)
        return cast("Message", json.loads(line))

    def _log_tail(self) -> str | None:
        if self._log is None or not self._log.exists():
            return None
        return self._log.read_bytes()[-LOG_TAIL:].decode(errors="replace")


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


def _output(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    return process.stdout.fileno()


def _write(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(line)
        process.stdin.flush()
    except BrokenPipeError as error:
        raise WorkerGoneError(f"the worker ended ({process.wait()})") from error


def _end(process: subprocess.Popen[bytes], child: int | None) -> None:
    """Let the worker end by itself, then kill what is left of its session and its last child's."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
    _kill(process, child)
    process.wait()


def _kill(process: subprocess.Popen[bytes], child: int | None) -> None:
    """Kill the worker's session and that of its last child."""
    for leader in (child, process.pid):
        if leader is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(leader, signal.SIGKILL)


def _clean(environment: EngineEnvironment) -> dict[str, str]:
    """Return our environment without what would configure Python or the engine."""
    unwanted = ("PYTHON", "VIRTUAL_ENV", "AIRFLOW", "DAGSTER", "PREFECT", "DBT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    binaries = str(environment.python.parent)
    kept["PATH"] = os.pathsep.join((binaries, kept.get("PATH", os.defpath)))
    return kept
