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
from collections.abc import Callable
from dataclasses import dataclass

from polydag.runs.child import answer, network, schedule
from polydag.runs.child.channel import Channel
from polydag.runs.child.job import Job, Json, parse
from polydag.runs.child.journal import Journal
from polydag.runs.child.loading import UnreadableError
from polydag.runs.child.repeating import Run, run_all

Send = Callable[[str], None]
CRASHED = "the process of the run died"


@dataclass(frozen=True)
class Engine:
    """What a worker can do: run a job, and answer a question about a schedule."""

    version: str
    run: Run
    ask: schedule.Ask


def serve(channel: Channel, engine: Engine) -> None:
    """Answer jobs and questions until the sender closes its end."""
    gc.collect()
    gc.freeze()
    channel.send({"ready": True, "version": engine.version})
    rest = b""
    while True:
        while b"\n" not in rest:
            chunk = os.read(channel.jobs, 1 << 16)
            if not chunk:
                return
            rest += chunk
        line, rest = rest.split(b"\n", 1)
        raw = json.loads(line)
        if schedule.is_question(raw):
            _tell(channel, engine.ask, schedule.parse(raw))
        else:
            _answer(channel, engine.run, parse(raw))


def _answer(channel: Channel, run: Run, job: Job) -> None:
    """Run a job in a fork and send the record of the run."""

    def work(send: Send) -> None:
        journal = Journal(send)
        try:
            run_all(run, job, journal)
        except BaseException as error:  # noqa: BLE001  # also SystemExit: the record says why
            journal.broke(_headline(error), traceback.format_exc())

    began, journal = time.monotonic(), Journal()
    status = _forked(channel, work, job, journal.replay)
    channel.send(_report(job, journal, status, time.monotonic() - began))


def _tell(channel: Channel, ask: schedule.Ask, question: schedule.Question) -> None:
    """Have a fork answer a question about a schedule and send the answer."""

    def work(send: Send) -> None:
        try:
            send(schedule.answered(ask, question))
        except BaseException as error:  # noqa: BLE001  # also SystemExit: the answer says why
            send(json.dumps({"error": _headline(error), "log": traceback.format_exc()}))

    began, lines = time.monotonic(), list[str]()
    status = _forked(channel, work, question.job, lines.append)
    message: Json = json.loads(lines[-1]) if lines else {"error": f"{CRASHED} ({status})"}
    if isinstance(status, str):
        message = {"error": status}
    report = {name: message.pop(name, None) for name in ("error", "log")}
    seconds = round(time.monotonic() - began, 3)
    runner = {"seconds": seconds, **report}
    channel.send({"pipeline": question.job.pipeline, "runner": runner, **message})


def _forked(
    channel: Channel, work: Callable[[Send], None], job: Job, take: Callable[[str], None]
) -> int | str:
    """Do the work in a fork, whose lines are taken; return its exit code, or why it was killed."""
    deadline = time.monotonic() + job.time_limit
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(channel, work, job, writer)
    os.close(writer)
    channel.send({"child": child})
    in_time = _follow(channel, reader, child, deadline, take)
    status = _reap(child)
    return status if in_time else f"killed at the time limit of {job.time_limit:g} s"


def _child(channel: Channel, work: Callable[[Send], None], job: Job, writer: int) -> None:
    """Do the work in this process, which is a fork and never returns."""
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

    os.environ.update(job.environment)
    if job.stubs:
        network.close()
    try:
        work(send)
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
    channel: Channel, reader: int, child: int, deadline: float, take: Callable[[str], None]
) -> bool:
    """Read the child's lines until it ends; kill it at the deadline, and then return False, or when the sender is gone."""
    rest, in_time = b"", True
    while in_time:
        left = max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([reader, channel.jobs], [], [], left)
        if reader in ready:
            chunk = os.read(reader, 1 << 16)
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                take(line.decode())
        elif channel.jobs in ready:
            _kill(child)
            raise SystemExit("the sender is gone")
        else:
            _kill(child)
            in_time = False
    os.close(reader)
    return in_time


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


def _report(job: Job, journal: Journal, status: int | str, seconds: float) -> Json:
    """Return the run record but for what only the parent knows; `status` may say why the run was killed."""
    error = journal.error
    crashed = any(a.state is None for e in journal.entries.values() for a in e.attempts)
    if isinstance(status, str):
        error = status
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
