"""Following task runs in their own process: the server learns of them later, and out of order."""

from __future__ import annotations

import inspect
import itertools
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from types import FrameType

import prefect.flow_engine
import prefect.flows
import prefect.task_engine
import prefect.task_runners
import prefect.tasks
from prefect import Flow, Task
from prefect.states import State
from prefect.task_engine import SyncTaskRunEngine as Engine

from polydag.runs.child.bodies import unshaped
from polydag.runs.child.job import Job, Json
from polydag.runs.child.job import Task as JobTask
from polydag.runs.child.journal import Journal
from polydag.runs.prefect.worker_launches import RUN, Launches

# Per flow that a call is made in, its own name and that of its function.
Path = tuple[tuple[str, str], ...]
ENDED = {"COMPLETED": "success", "FAILED": "failed", "CRASHED": "failed", "CANCELLED": "failed"}


@dataclass(frozen=True)
class Call:
    """One call of a task: its address, how many calls of that address came before, and the run if it is not the job's own."""

    address: str
    index: int
    run: str | None = None


LINE: ContextVar[int | None] = ContextVar("line", default=None)
PATH: ContextVar[Path] = ContextVar("path", default=())
CALL: ContextVar[Call | None] = ContextVar("call", default=None)


class Tracer:
    """Wraps the engine's functions, so that calls are numbered and states written down."""

    def __init__(self, job: Job, journal: Journal) -> None:
        self.job = job
        self.launches = Launches(job, journal)
        self.runs: dict[str, Call] = {}
        self._counts: Counter[tuple[str | None, str]] = Counter()
        self._groups = _mapped_groups(job)
        # Per run and mapped group the number of its last instance, and the rank of the task that was called last in it.
        self._open: dict[tuple[str | None, tuple[str, ...]], tuple[int, int]] = {}
        self._lock = threading.Lock()

    def install(self) -> None:
        """Put the wrappers in; this process runs one job and ends."""
        tasks, runners = prefect.tasks.Task, prefect.task_runners
        for name in ("__call__", "submit", "map"):
            setattr(tasks, name, self._noting_line(getattr(tasks, name), name == "__call__"))
        runners.ThreadPoolTaskRunner.submit = self._counting(runners.ThreadPoolTaskRunner.submit)
        flows = prefect.flows.Flow
        flows.__call__ = self._noting_path(flows.__call__)
        engine = prefect.task_engine
        engine.emit_task_run_state_change_event = lambda **_: None
        # Ending the heartbeat of a flow takes a second, and nobody listens to it.
        prefect.flow_engine._send_heartbeats = lambda *_, **__: nullcontext()
        for kind in (engine.SyncTaskRunEngine, engine.AsyncTaskRunEngine):
            kind.handle_retry = self._noting_error(kind.handle_retry)
            kind.set_state = self._following(kind.set_state)
        for kind in (prefect.flow_engine.FlowRunEngine, prefect.flow_engine.AsyncFlowRunEngine):
            kind.set_state = self._without_waiting(kind.set_state)

    def call(self, task: Task) -> Call:
        """Number a call of a task that is made here and now."""
        return self.numbered(self._address(task))

    def numbered(self, address: str) -> Call:
        """Number a call at an address."""
        run = RUN.get()
        with self._lock:
            index = self._instance(run, address)
            self._counts[run, address] = index + 1
        return Call(address, index, run)

    def _instance(self, run: str | None, address: str) -> int:
        """Return how many calls there were; in a mapped group, how many instances: a new one begins with its first task."""
        group = self._groups.get(address)
        if group is None:
            return self._counts[run, address]
        rank = group.index(address)
        number, last = self._open.get((run, group), (-1, len(group)))
        number += rank <= last
        self._open[run, group] = (number, rank)
        return number

    def _address(self, task: Task) -> str:
        """Return the job's address of a call, or the names of its flows and of the task.

        A job may name flows and tasks by their functions, and the line of the call.
        """
        names = [*PATH.get(), (task.name, getattr(task.fn, "__name__", task.name))]
        spelt = ["/".join(parts) for parts in itertools.product(*names)]
        at_line = [f"{address}@{LINE.get()}" for address in spelt]
        known = {task.address for task in self.launches.job(RUN.get()).tasks}
        return next((a for a in (*at_line, *spelt) if a in known), spelt[0])

    def _noting_line(self, original: Callable[..., object], direct: bool) -> Callable[..., object]:
        """Remember the line of the user's file that calls a task."""

        @wraps(original)
        def called(task: Task, *args: object, **kwargs: object) -> object:
            LINE.set(self._line())
            if direct:
                call = self.call(task)
                CALL.set(call)
                result = original(task, *args, **kwargs)
                return _in_call(result, call) if inspect.iscoroutine(result) else result
            return original(task, *args, **kwargs)

        return called

    def _counting(self, original: Callable[..., object]) -> Callable[..., object]:
        """Number a submitted call in the thread that submits; its context goes to the worker's."""

        @wraps(original)
        def submit(runner: object, task: Task, *args: object, **kwargs: object) -> object:
            CALL.set(self.call(task))
            return original(runner, task, *args, **kwargs)

        return submit

    def _noting_path(self, original: Callable[..., object]) -> Callable[..., object]:
        """Remember in which subflow calls are made; the outermost flow has no name in addresses."""
        outermost = True

        @wraps(original)
        def called(flow: Flow, *args: object, **kwargs: object) -> object:
            nonlocal outermost
            launched = None if outermost else self.launches.asked(flow)
            if launched is not None:
                return self._launched(launched, lambda: original(flow, *args, **kwargs), kwargs)
            path = () if outermost else (*PATH.get(), (flow.name, flow.fn.__name__))
            outermost = False
            token = PATH.set(path)
            try:
                result = original(flow, *args, **kwargs)
            finally:
                PATH.reset(token)
            return _in_path(result, path) if inspect.iscoroutine(result) else result

        return called

    def _launched(self, job: Job, call: Callable[[], object], given: Json) -> object:
        """Run a flow that a task starts, whose tasks have addresses of their own."""
        token = PATH.set(())
        try:
            params = {name: value for name, value in given.items() if name != "return_state"}
            return self.launches.run(job, params, call)
        finally:
            PATH.reset(token)

    def _noting_error(self, original: Callable[..., object]) -> Callable[..., object]:
        """Keep the error of an attempt: a state that awaits a retry does not carry it."""

        @wraps(original)
        def handle_retry(engine: Engine, error: object) -> object:
            engine._polydag_error = error
            return original(engine, error)

        return handle_retry

    def _following(self, original: Callable[..., object]) -> Callable[..., object]:
        """Write each state of a task run down before anyone else can act on it."""

        @wraps(original)
        def set_state(engine: Engine, state: State, force: bool = False) -> object:
            self._follow(engine, state)
            return original(engine, state, force=force)

        return set_state

    def _without_waiting(self, original: Callable[..., object]) -> Callable[..., object]:
        """Let a flow that awaits its own retry go on at once."""

        @wraps(original)
        def set_state(engine: Engine, state: State, force: bool = False) -> object:
            if state.name == "AwaitingRetry":
                self._hurry(state)
            return original(engine, state, force=force)

        return set_state

    def _follow(self, engine: Engine, state: State) -> None:
        call = getattr(engine, "_polydag_call", None)
        if call is None:
            call = CALL.get() or self.call(engine.task)
            engine._polydag_call = call
            self.runs[str(engine.task_run.id)] = call
        place, kind, raw = (call.address, call.index), state.type.value, _raw(state)
        journal = self.launches.journal(call.run)
        error = getattr(engine, "_polydag_error", None)
        if state.name in ("AwaitingRetry", "Retrying") and journal.running(*place):
            journal.ended(*place, "failed", raw, _error(error))
            journal.waited(*place, self._wait(engine, state))
        if kind == "RUNNING":
            journal.started(*place)
        elif kind in ENDED:
            self._end(call, state, raw)
        elif state.name == "NotReady":
            journal.settled(*place, "upstream_failed", raw)

    def _end(self, call: Call, state: State, raw: str) -> None:
        place, journal = (call.address, call.index), self.launches.journal(call.run)
        outcome = "skipped" if state.name == "Skipped" else ENDED[state.type.value]
        value = getattr(state.data, "result", state.data)
        if not journal.running(*place):
            journal.settled(*place, outcome, raw)
        else:
            journal.ended(*place, outcome, raw, _error(value) if outcome == "failed" else None)
        if state.name == "Cached":
            journal.told(*place, outcome, raw)  # the run began, and its body was not called
        if outcome == "success":
            journal.yielded(*place, unshaped(self._asked(call), value))

    def _asked(self, call: Call) -> JobTask | None:
        """Return the task of the job that ran here."""
        for task in self.launches.job(call.run).tasks:
            if task.address == call.address and task.instance in (None, call.index):
                return task
        return None

    def _wait(self, engine: Engine, state: State) -> float:
        """Return the wait in seconds that the engine asked for, and cut it."""
        if state.name != "AwaitingRetry":
            return 0.0
        delays = engine.task.retry_delay_seconds
        if engine.task.retry_jitter_factor:
            left = state.state_details.scheduled_time - datetime.now(UTC)
            wait = round(left.total_seconds(), 1)
        elif isinstance(delays, (list, tuple)):
            wait = delays[min(engine.retries, len(delays) - 1)]
        else:
            wait = delays
        self._hurry(state)
        return float(wait)

    def _hurry(self, state: State) -> None:
        if not self.job.real_time:
            state.state_details.scheduled_time = datetime.now(UTC)

    def _line(self) -> int | None:
        """Return the line of the user's file that is being executed."""
        file = str(self.job.file)
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == file:
                return frame.f_lineno
            frame = frame.f_back
        return None


async def _in_call(coroutine: Awaitable[object], call: Call) -> object:
    CALL.set(call)
    return await coroutine


async def _in_path(coroutine: Awaitable[object], path: Path) -> object:
    PATH.set(path)
    return await coroutine


def _raw(state: State) -> str:
    return f"{state.type.value}/{state.name}"


def _error(error: object) -> BaseException | tuple[str, str] | None:
    """Return the exception, also the one in a state that a task returned."""
    if isinstance(error, BaseException):
        return error
    inner = getattr(error, "data", None)
    if isinstance(inner, BaseException):
        return inner
    message = getattr(error, "message", None)
    return ("Failed", str(message)) if message is not None else None


def _mapped_groups(job: Job) -> dict[str, tuple[str, ...]]:
    """Return, per address of a task in a mapped group, those of all its tasks in the order in which they are called."""
    addresses = {task.id: task.address for task in job.tasks}
    return {
        task.address: tuple(addresses[id] for id in task.beside if id in addresses)
        for task in job.tasks
        if task.beside
    }
