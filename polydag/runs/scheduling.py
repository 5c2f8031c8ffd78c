"""Which pipelines Airflow 3 has to run under its own scheduler, since `dag.test()` would pass over what they hold."""

from __future__ import annotations

from polydag.ir.graph import Graph
from polydag.ir.operations import Opaque
from polydag.ir.pipeline import Module, Pipeline

# The engine whose runner has a scheduler to offer.
SCHEDULED_BY = "airflow-3.3"
# The engine whose runner has an executor for several processes to offer.
IN_PROCESSES = "dagster"
TRIGGERING = "TriggerDagRunOperator"


def needs_scheduler(module: Module, pipeline: Pipeline, time_passes: bool) -> bool:
    """Whether a run shows what only a scheduler does.

    That is a task which triggers another pipeline of the file and, where `time_passes` while tasks run, a time-out of the run,
    a pool, a limit of tasks beside each other. Stubs take no time.
    """
    tasks = Graph(pipeline).tasks.values()
    if len(module.pipelines) > 1 and any(_triggers(task.operation) for task in tasks):
        return True
    limits = (pipeline.timeout, pipeline.max_active_tasks, *(task.pool for task in tasks))
    return time_passes and any(limit is not None for limit in limits)


def _triggers(operation: object) -> bool:
    return isinstance(operation, Opaque) and operation.class_name.endswith(TRIGGERING)
