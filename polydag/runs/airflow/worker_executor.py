"""An executor of one process: it forks a supervisor for every task, and answers deferred tasks and callbacks too."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from airflow.callbacks.callback_requests import CallbackRequest, EmailRequest
from airflow.executors.base_executor import BaseExecutor
from airflow.executors.workloads import ExecuteTask
from airflow.utils.state import TaskInstanceState

SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.3
FORKS = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Duties:
    """What the executor does in processes of their own, and what it asks.

    `supervise` sees a task through, `answer` a trigger, `call` a callback. `waiting` gives the triggers that deferred tasks wait
    for; `over` tells whether nothing is left to schedule, upon which `stop` ends the scheduler's loop.
    """

    supervise: Callable[[ExecuteTask], None]
    answer: Callable[[int], None]
    call: Callable[[CallbackRequest], None]
    waiting: Callable[[], set[int]]
    over: Callable[[], bool]
    stop: Callable[[], None]


class ForkExecutor(BaseExecutor):  # type: ignore[misc]  # Airflow is not there where types are checked
    """Runs what the scheduler hands out in forks of this process, which hold the DAG with its stubs."""

    def __init__(self, parallelism: int) -> None:
        super().__init__(parallelism=parallelism)
        self.duties: Duties | None = None
        self._tasks: dict[BaseProcess, object] = {}
        self._triggers: dict[int, BaseProcess] = {}
        self._callbacks: list[BaseProcess] = []
        self._pause = SHORTEST_PAUSE

    def _process_workloads(self, workload_items: Sequence[ExecuteTask]) -> None:
        assert self.duties is not None
        for workload in workload_items:
            if workload.key in self.running:
                # It goes on after a pause, and the process that paused is not reported yet: its end would be taken for this
                # one's. As long as it stays in the queue, the scheduler knows better.
                continue
            del self.queued_tasks[workload.key]
            self.running.add(workload.key)
            self._tasks[_forked(self.duties.supervise, workload)] = workload.key
            self._pause = SHORTEST_PAUSE

    def send_callback(self, request: CallbackRequest) -> None:
        """Run a callback that the scheduler hands on; a message would need a mail server."""
        assert self.duties is not None
        if not isinstance(request, EmailRequest):
            self._callbacks.append(_forked(self.duties.call, request))

    def sync(self) -> None:
        """Tell which tasks ended; wait a little where none did, longer each time."""
        assert self.duties is not None
        self._serve_triggers(self.duties)
        if self._reap():
            return
        processes = [*self._tasks, *self._callbacks, *self._triggers.values()]
        if not processes and not self.queued_tasks and self.duties.over():
            self.duties.stop()
            return
        wait([process.sentinel for process in processes if process.is_alive()], self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._reap()

    def _reap(self) -> bool:
        """Report the tasks whose processes have ended; whether there are any."""
        ended = [process for process in self._tasks if not process.is_alive()]
        for process in ended:
            well = process.exitcode == 0
            state = TaskInstanceState.SUCCESS if well else TaskInstanceState.FAILED
            self.change_state(self._tasks.pop(process), state)
            self._pause = SHORTEST_PAUSE
        self._callbacks = [process for process in self._callbacks if process.is_alive()]
        return bool(ended)

    def _serve_triggers(self, duties: Duties) -> None:
        """Start the triggers that are waited for, and end those that no longer are."""
        waiting = duties.waiting()
        for trigger in set(self._triggers) - waiting:
            _kill(self._triggers.pop(trigger))
            self._pause = SHORTEST_PAUSE
        for trigger in waiting - set(self._triggers):
            self._triggers[trigger] = _forked(duties.answer, trigger)

    def end(self) -> None:
        """Leave no process behind."""
        for process in (*self._tasks, *self._callbacks, *self._triggers.values()):
            _kill(process)

    def terminate(self) -> None:
        """The same in a hurry."""
        self.end()


def _forked(work: Callable[..., None], given: object) -> BaseProcess:
    process = FORKS.Process(target=work, args=(given,))
    process.start()
    return process


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()
