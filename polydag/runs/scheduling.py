"""Which pipelines Airflow 3 has to run under its own scheduler, since `dag.test()` would pass over what they hold."""

from __future__ import annotations

from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module, Pipeline
from polydag.runs.launches import launched

# The engine whose runner has a scheduler to offer.
SCHEDULED_BY = "airflow-3.3"
# The engine whose runner has an executor for several processes to offer.
IN_PROCESSES = "dagster"


def needs_scheduler(module: Module, pipeline: Pipeline, time_passes: bool) -> bool:
    """Whether a run shows what only a scheduler does.

    That is a task which triggers another pipeline of the file and, where `time_passes` while tasks run, a time-out of the run,
    a pool, a limit of tasks beside each other, a question that nobody answers in time. Stubs take no time.
    """
    tasks = Graph(pipeline).tasks.values()
    if launched(module, pipeline):
        return True
    limits = (pipeline.timeout, pipeline.max_active_tasks, *(task.pool for task in tasks))
    asks = any(use.kind == "ask" for f in module.functions.values() for use in f.uses)
    return time_passes and (asks or any(limit is not None for limit in limits))
