"""What runs in the processes that the executor forks: a task under its supervisor, a trigger, a callback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polydag.runs.airflow import bag
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.callbacks.callback_requests import CallbackRequest
    from airflow.executors.workloads import ExecuteTask
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

# The exit code 0 of a task that never said how it ended still leaves it running in the database.
CRASHED = {"running", "failed", "up_for_retry"}


@dataclass(frozen=True)
class Supervision:
    """Sees tasks, triggers and callbacks through; `run_of` names the run of a task if it is not the job's own."""

    journal: Journal
    found: bag.Bag
    run_of: Callable[[RuntimeTaskInstance], str | None]

    def supervise(self, workload: ExecuteTask) -> None:
        """Run one task as Airflow's workers do, and tell when its process did not survive."""
        from airflow.sdk.api.client import Client
        from airflow.sdk.execution_time import supervisor

        # Airflow's client for tests does not try again when the server is overloaded; workers do.
        client = Client(
            base_url=None,
            token="",
            dry_run=True,
            transport=supervisor.in_process_api_server().transport,
        )
        client.base_url = "http://in-process.invalid./"
        code = supervisor.supervise_task(
            ti=workload.ti,
            bundle_info=workload.bundle_info,
            dag_rel_path=workload.dag_rel_path,
            token=workload.token,
            client=client,
        )
        state = _state(workload.ti.id)
        if code != 0 or state == "running":
            self.journal.turn_to(self.run_of(workload.ti))
            error = "Crashed" if state in CRASHED else "Terminated"
            place = (workload.ti.task_id, bag.index(workload.ti.map_index))
            self.journal.died(*place, error, f"the process of the task ended with {_named(code)}")
        sys.exit(code)

    def answer(self, trigger: int) -> None:
        """Run a trigger until its first event, and hand that to the task which waits for it."""
        from airflow.models.trigger import Trigger
        from airflow.sdk._shared.module_loading import import_string
        from airflow.sdk.execution_time.supervisor import InProcessTestSupervisor
        from airflow.utils.session import create_session

        with create_session() as session:
            row = session.get(Trigger, trigger)
            classpath, arguments, instance = row.classpath, row.kwargs, row.task_instance
        try:
            made = import_string(classpath)(**arguments)
            event = InProcessTestSupervisor.run_trigger_in_process(trigger=made, ti=instance)
        except Exception as error:
            Trigger.submit_failure(trigger, exc=error)
            return
        if event is None:
            Trigger.submit_failure(trigger, exc=["the trigger ended without an event"])
        else:
            Trigger.submit_event(trigger, event)

    def call(self, request: CallbackRequest) -> None:
        """Run a callback as the DAG processor does, on the DAG that is loaded."""
        import structlog
        from airflow.dag_processing import processor

        self.journal.turn_to(self.run_of(getattr(request, "ti", request)))
        processor._execute_callbacks(self.found, [request], structlog.get_logger())


def _state(instance: object) -> str | None:
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        row = session.get(TaskInstance, instance)
        return bag.raw(row.state) if row else None


def _named(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
