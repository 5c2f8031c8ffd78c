"""Putting stubs into a Prefect module: where the engine calls a task's function, and in helpers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from types import ModuleType

import prefect
import prefect.task_engine

from polydag.runs.child import functions, outside, programs
from polydag.runs.child.bodies import Bodies, Place, at, shaped
from polydag.runs.child.hanging import SOON
from polydag.runs.child.job import Job, Task
from polydag.runs.child.stubs import StubSkip
from polydag.runs.prefect.worker_trace import Call, Tracer


class Stubs:
    """Replaces author's functions, found by the run they are called in."""

    def __init__(self, job: Job, tracer: Tracer) -> None:
        self.job = job
        self.tracer = tracer
        self._bodies: dict[str | None, Bodies] = {}
        self._made: dict[int, Callable[..., object]] = {}
        self._helped: set[Task] = set()
        self.skip: type[Exception] | None = None

    def put_in(self, module: ModuleType) -> None:
        """Replace the plain functions that tasks call, and catch the calls of task functions."""
        if not self.job.stubs:
            return
        self.skip = vars(module).get("Skip")
        for task in (task for job in (self.job, *self.job.others) for task in job.stubbed()):
            helper = vars(module).get(task.function or "")
            if inspect.isfunction(helper) and not self._is_task_function(module, helper):
                made = functions.replaced(helper, partial(self._called, task))
                vars(module)[str(task.function)] = made
                self._helped.add(task)
        call = prefect.task_engine.call_with_parameters

        def call_stub(fn: Callable[..., object], parameters: dict[str, object]) -> object:
            return call(self._stub(fn), parameters)

        prefect.task_engine.call_with_parameters = call_stub
        for name in ("timeout", "timeout_async"):
            setattr(prefect.task_engine, name, self._nearer(getattr(prefect.task_engine, name)))

    def _nearer(self, limit: Callable[..., object]) -> Callable[..., object]:
        """Bring the time limit of a run that shall hang near."""

        def limited(seconds: float | None = None, **options: object) -> object:
            call = self._call()
            task = self._task(call)
            hangs = self._of(call.run).scenario.hang if call else {}
            if seconds and task and call and at(hangs, task.id, call.index, 0):
                seconds = min(seconds, SOON)
            return limit(seconds=seconds, **options)

        return limited

    def _is_task_function(self, module: ModuleType, helper: object) -> bool:
        tasks = [value for value in vars(module).values() if isinstance(value, prefect.Task)]
        return any(inspect.unwrap(task.fn) is helper for task in tasks)

    def _stub(self, fn: Callable[..., object]) -> Callable[..., object]:
        """Return what is called in place of `fn` in the run that is under way."""
        call = self._call()
        task = self._task(call)
        if task is None or task in self._helped:
            return fn
        if task.launches:
            return functions.replaced(fn, partial(self._launching, fn))
        if id(fn) not in self._made:
            author = inspect.unwrap(fn)
            self._made[id(fn)] = functions.replaced(fn, partial(self._body, author))
        return self._made[id(fn)]

    def _launching(self, fn: Callable[..., object], arguments: dict[str, object]) -> object:
        """Start another flow where the stub does not fail: what that calls are stubs, too."""
        self._body(fn, arguments)
        return fn(**arguments)

    def _body(self, author: Callable[..., object], arguments: dict[str, object]) -> object:
        call = self._call()
        task = self._task(call)
        if task is None or call is None:
            raise RuntimeError("a stub was called outside of the run it was made for")
        answer = partial(self._answer, task, call)
        if task.asks:
            return answer(outside.of_call(author, arguments, task.asks, "prefect"))
        return programs.answered(author, arguments, answer) if task.shell else answer(arguments)

    def _called(self, task: Task, arguments: dict[str, object]) -> object:
        """Stand in for a helper: inside a task's run it belongs to that run, else it is one."""
        call = self._call()
        if call is not None:
            return self._answer(self._task(call) or task, call, arguments)
        call = self.tracer.numbered(task.address)
        journal = self.tracer.launches.journal(call.run)
        journal.started(call.address, call.index)
        try:
            answer = self._answer(task, call, arguments)
        except Exception as error:
            journal.ended(call.address, call.index, "failed", "inlined", error)
            raise
        journal.ended(call.address, call.index, "success", "inlined")
        journal.yielded(call.address, call.index, {"result": answer})
        return answer

    def _answer(self, task: Task, call: Call, arguments: dict[str, object]) -> object:
        place, bodies = Place(call.address, call.index, _attempt()), self._of(call.run)
        try:
            outputs = bodies.run(task, place, arguments)
        except StubSkip as skip:
            if task.waits and self.skip is not None:
                raise self.skip(str(skip)) from None
            return prefect.states.Completed(name="Skipped", message=str(skip))
        if task.waits and not bodies.sees(task, place):
            return False
        bodies.end(task, place)
        return (
            bodies.chosen(task, place.index) if task.choice is not None else shaped(task, outputs)
        )

    def _of(self, run: str | None) -> Bodies:
        """Return the stubs of a run."""
        launches = self.tracer.launches
        if run not in self._bodies:
            self._bodies[run] = Bodies.of(launches.job(run), launches.journal(run))
        return self._bodies[run]

    def _call(self) -> Call | None:
        context = prefect.context.TaskRunContext.get()
        return self.tracer.runs.get(str(context.task_run.id)) if context else None

    def _task(self, call: Call | None) -> Task | None:
        """Return the stubbed task that a call stands for."""
        if call is None:
            return None
        for task in self.tracer.launches.job(call.run).stubbed():
            if task.address == call.address and task.instance in (None, call.index):
                return task
        return None


def _attempt() -> int:
    """Return the number of the attempt; outside of a task run there is only one."""
    context = prefect.context.TaskRunContext.get()
    return int(context.task_run.run_count) if context else 1
