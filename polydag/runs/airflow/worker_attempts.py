"""Attempts of tasks under Airflow's scheduler, recorded in the process of each task and before Airflow hears of its end."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from unittest.mock import patch

from polydag.runs.airflow import bag
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

# A supervisor looks after its task this often; with Airflow's own 5 s, a failure may be told as late as that.
HEARTBEAT = 0.3
# How long a task that Airflow ends is given after SIGTERM, which Python code that sleeps ignores.
ESCALATION = 0.5
DIES_WITH_PARENT = 1


@contextlib.contextmanager
def traced(
    journal: Journal, run_of: Callable[[TaskInstance | RuntimeTaskInstance], str | None]
) -> Iterator[None]:
    """Record every attempt, also of what Airflow does not run since it does nothing; `run_of` as for retries."""
    from airflow.models.dagrun import DagRun
    from airflow.sdk.execution_time import supervisor, task_runner

    outcome_of = task_runner._run_task_and_map_outcome
    kill, schedule = supervisor.ActivitySubprocess.kill, DagRun.schedule_tis

    def run_traced(ti: RuntimeTaskInstance, *more: object) -> tuple[object, ...]:
        _die_with_parent()
        place = (ti.task_id, bag.index(ti.map_index))
        journal.turn_to(run_of(ti))
        journal.started(*place)
        try:
            outcome: tuple[object, object, BaseException | None] = outcome_of(ti, *more)
        except Exception as error:
            bag.end(journal, place, "failed", error)
            raise
        bag.end(journal, place, outcome[0], outcome[2])
        return outcome

    def schedule_traced(run: DagRun, tis: Iterable[TaskInstance], **options: object) -> object:
        known = list(tis)
        count: object = schedule(run, known, **options)
        for ti in known:
            if not ti.is_schedulable:
                place = (ti.task_id, bag.index(ti.map_index))
                journal.turn_to(run_of(ti))
                journal.started(*place)
                bag.end(journal, place, "success", None)
        return count

    def kill_soon(process: object, *args: object, **options: object) -> None:
        kill(process, *args, **{"escalation_delay": ESCALATION, **options})

    with (
        patch.object(task_runner, "_run_task_and_map_outcome", run_traced),
        patch.object(DagRun, "schedule_tis", schedule_traced),
        patch.object(supervisor.ActivitySubprocess, "kill", kill_soon),
        patch.object(supervisor, "MIN_HEARTBEAT_INTERVAL", HEARTBEAT),
    ):
        yield


def _die_with_parent() -> None:
    """Let the kernel end this process with its supervisor, whose group it has left; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
