"""What both Airflow runners do with a loaded bag of DAGs, whatever the version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Protocol

from polydag.runs.airflow import kept
from polydag.runs.airflow.operators import SENSOR, Replacer, Words, ancestors
from polydag.runs.child import waiting
from polydag.runs.child.bodies import Bodies
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job, Scenario, unasked
from polydag.runs.child.journal import Index, Journal
from polydag.runs.child.loading import UnreadableError

STATES = {
    "success": "success",
    "failed": "failed",
    "skipped": "skipped",
    "removed": "skipped",
    "upstream_failed": "upstream_failed",
}
# States in which the attempt goes on later.
PAUSED = {"up_for_reschedule", "deferred", "awaiting_input"}
TRIGGERING = "TriggerDagRunOperator"


class Dag(Protocol):
    """What the runners need of a DAG."""

    dag_id: str
    task_dict: Mapping[str, object]


class Bag(Protocol):
    """What the runners need of a bag."""

    import_errors: Mapping[str, str]
    dags: Mapping[str, Dag]


def dag_of(bag: Bag, job: Job) -> Dag:
    """Return the job's DAG, or raise with what Airflow said about the file."""
    for trace in bag.import_errors.values():
        raise UnreadableError(f"{trace.strip().splitlines()[-1]}\n{trace}")
    if job.pipeline not in bag.dags:
        known = ", ".join(f"`{name}`" for name in bag.dags) or "none"
        raise UnreadableError(f"`{job.file.name}` has no DAG `{job.pipeline}` (DAGs: {known})")
    return bag.dags[job.pipeline]


def put_stubs(
    job: Job,
    journal: Journal,
    dag: Dag,
    words: Words,
    startable: Collection[str] = (),
) -> Hooks:
    """Replace the bodies of a DAG.

    A task that triggers one of the `startable` DAGs does so, stub or not. The callbacks come back, for the end of the run.
    """
    hooks = Hooks(job, journal)
    addresses = {task.id: task.address for task in job.tasks}
    replacer = Replacer(Bodies.of(job, journal), words, addresses, hooks, frozenset(startable))
    for task in job.stubbed():
        if task.address in dag.task_dict:
            replacer.replace(dag.task_dict[task.address], task)
    if job.stubs:
        for caller in (dag, *dag.task_dict.values()):
            replacer.silence(caller)
    return hooks


def hurry(job: Job, dag: Dag, sensors: ModuleType) -> None:
    """Let sensors, which that module of Airflow makes wait, count their pauses instead of making them."""
    if waiting.is_hurried(job):
        waiting.hurry(sensors, job)
        for operator in dag.task_dict.values():
            if SENSOR in ancestors(operator):
                # Else Airflow would stop the task, and start it again after the pause.
                preset(operator, mode="poke")


def unasked_about(job: Job, dag: Dag) -> Job:
    """Return the job for another DAG of the file, of whose tasks the job says nothing; a choice takes the first."""
    tasks = []
    for address, operator in dag.task_dict.items():
        branches = "BranchMixIn" in ancestors(operator)
        below = tuple(sorted(getattr(operator, "downstream_task_ids", ())))
        # Apart from the job's own ids, which a scenario names.
        id, mapped = f"{dag.dag_id}.{address}", hasattr(operator, "partial_kwargs")
        tasks.append(unasked(id, address, mapped, below if branches else None))
    return replace(job, pipeline=dag.dag_id, tasks=tuple(tasks))


def triggers(operator: object) -> bool:
    """Tell whether a task starts a run of another DAG."""
    return TRIGGERING in ancestors(operator)


def preset(holder: object, **values: object) -> None:
    """Set attributes of a DAG or task; of a mapped one they are arguments to come."""
    arguments = getattr(holder, "partial_kwargs", None)
    for name, value in values.items():
        if isinstance(arguments, dict):
            arguments[name] = value
        else:
            setattr(holder, name, value)


def index(map_index: int | None) -> Index:
    """Return the index of a mapped instance; Airflow says -1 where there is none."""
    return None if map_index is None or map_index < 0 else map_index


def raw(state: object) -> str | None:
    """Return a state by its name, without the name of its class."""
    return str(getattr(state, "value", state)) if state else None


def end(
    journal: Journal, place: tuple[str, Index], state: object, error: BaseException | None
) -> None:
    """Write the end of an attempt down, unless it only pauses."""
    name = raw(state) or "failed"
    if name not in PAUSED:
        outcome = name if name in ("success", "skipped") else "failed"
        journal.ended(*place, outcome, name, error if outcome == "failed" else None)


def outputs(rows: Iterable[tuple[str, int, str, object]], journal: Journal) -> None:
    """Write down XComs, given as task id, map index, key and value; internal ones are left out."""
    values: dict[tuple[str, Index], dict[str, object]] = {}
    for task_id, map_index, key, value in rows:
        if not key.startswith(("_", "skipmixin_key", "trigger_run_id")):
            name = "result" if key == "return_value" else key
            values.setdefault((task_id, index(map_index)), {})[name] = kept.opened(value)
    for place, found in values.items():
        journal.yielded(*place, found)


def warm_job(file: Path) -> Job:
    """Return the job that warms a worker up, with the DAG `warm` of a file."""
    return Job(
        file=file,
        root=file.parent,
        pipeline="warm",
        stubs=False,
        logical_date="2026-01-05T00:00:00+00:00",
        params={},
        fabricate=False,
        real_time=False,
        time_limit=60.0,
        tasks=(),
        scenario=Scenario(),
    )
