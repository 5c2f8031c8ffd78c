"""The zygote's loop: a fork per job, so that every pipeline meets a fresh, warm interpreter."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass

from polydag.runs.child import answer, network
from polydag.runs.child.job import Job, Json, parse
from polydag.runs.child.journal import Journal
from polydag.runs.child.loading import UnreadableError
from polydag.runs.child.repeating import Run, run_all

CRASHED = "the process of the run died"


@dataclass(frozen=True)
class Channel:
    """The protocol's own descriptors; 1 and 2 lead to the log, whatever an engine prints."""

    jobs: int
    answers: int

    @staticmethod
    def take() -> Channel:
        """Keep stdin and stdout for the protocol and give the engine substitutes."""
        channel = Channel(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return channel

    def send(self, message: Json) -> None:
        """Write one line."""
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.answers, data) :]


def serve(channel: Channel, run: Run, version: str) -> None:
    """Answer jobs until the sender closes its end."""
    gc.collect()
    gc.freeze()
    channel.send({"ready": True, "version": version})
    rest = b""
    while True:
        while b"\n" not in rest:
            chunk = os.read(channel.jobs, 1 << 16)
            if not chunk:
                return
            rest += chunk
        line, rest = rest.split(b"\n", 1)
        _answer(channel, run, parse(json.loads(line)))


def _answer(channel: Channel, run: Run, job: Job) -> None:
    began = time.monotonic()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(channel, run, job, writer)
    os.close(writer)
    channel.send({"child": child})
    journal, killed = _follow(channel, reader, child, began + job.time_limit)
    status = _reap(child)
    channel.send(_report(job, journal, killed, status, time.monotonic() - began))


def _child(channel: Channel, run: Run, job: Job, writer: int) -> None:
    """Run the job in this process, which is a fork and never returns."""
    os.setsid()
    os.close(channel.jobs)
    os.close(channel.answers)
    turn, path = tempfile.mkstemp()
    os.unlink(path)

    def send(line: str) -> None:
        """Write one line whole: processes that this one forks write to the same pipe."""
        data = line.encode() + b"\n"
        fcntl.lockf(turn, fcntl.LOCK_EX)
        while data:
            data = data[os.write(writer, data) :]
        fcntl.lockf(turn, fcntl.LOCK_UN)

    journal = Journal(send)
    if job.stubs:
        network.close()
    try:
        run_all(run, job, journal)
    except BaseException as error:  # noqa: BLE001  # also SystemExit: the record says why
        journal.broke(_headline(error), traceback.format_exc())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _headline(error: BaseException) -> str:
    """Return the first line of an error, with its class unless the class is ours."""
    text = str(error).strip().split("\n", 1)[0]
    if isinstance(error, UnreadableError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _follow(
    channel: Channel, reader: int, child: int, deadline: float
) -> tuple[Journal, str | None]:
    """Read the child's events until it ends; kill it at the deadline or when the sender is gone."""
    journal, rest, killed = Journal(), b"", None
    while True:
        left = max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([reader, channel.jobs], [], [], left)
        if reader in ready:
            chunk = os.read(reader, 1 << 16)
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                journal.replay(line.decode())
        elif channel.jobs in ready:
            _kill(child)
            raise SystemExit("the sender is gone")
        else:
            killed = "killed at the time limit"
            _kill(child)
            break
    os.close(reader)
    return journal, killed


def _kill(child: int) -> None:
    """Kill the child and all that it started; it leads a session of its own."""
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _reap(child: int) -> int:
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)


def _report(job: Job, journal: Journal, killed: str | None, status: int, seconds: float) -> Json:
    """Return the run record but for what only the parent knows."""
    error = journal.error
    crashed = any(a.state is None for e in journal.entries.values() for a in e.attempts)
    if killed:
        error = f"{killed} of {job.time_limit:g} s"
    elif error is None and journal.run_state is None:
        if crashed:
            journal.finished("failed", f"Crashed ({status})")
        else:
            error = f"{CRASHED} ({status})"
    records, extra = answer.tasks(job, journal)
    return {
        "pipeline": job.pipeline,
        "run": None if error else answer.outcome(job, journal),
        "tasks": records,
        "extra": extra,
        "others": answer.others(job, journal),
        "runner": {
            "seconds": round(seconds, 3),
            "scheduler": job.mode == "scheduler",
            "error": error,
            "log": journal.trace,
        },
    }
