"""What both ways of running a DAG on Airflow 3 share: loading it, putting stubs in, reading what became of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

from polydag.runs.airflow import bag, missing, worker_lookups
from polydag.runs.airflow.operators import Words
from polydag.runs.child import loading
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk import DAG
    from sqlalchemy.orm import Session

BUNDLE = "dags-folder"


def load(job: Job) -> tuple[bag.Bag, DAG]:
    """Return what the file holds, and the job's DAG in it."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk import BaseOperator, BaseSensorOperator
    from airflow.sdk.definitions import mappedoperator

    loading.prepare(job)
    if job.stubs:
        worker_lookups.install()
        missing.make_up(BaseOperator, BaseSensorOperator, mappedoperator)
    found = DagBag(str(job.file), safe_mode=False, bundle_path=job.file.parent, bundle_name=BUNDLE)
    return found, bag.dag_of(found, job)


def replace(job: Job, journal: Journal, dag: bag.Dag, startable: Collection[str] = ()) -> Hooks:
    """Put stubs into a DAG; the hooks come back for the end of the run."""
    from airflow.sdk import PokeReturnValue, get_current_context
    from airflow.sdk.bases import sensor
    from airflow.sdk.definitions.context import Context
    from airflow.sdk.exceptions import AirflowSkipException

    keys = frozenset(Context.__annotations__)
    words = Words(get_current_context, keys, AirflowSkipException, PokeReturnValue)
    bag.hurry(job, dag, sensor)
    return bag.put_stubs(job, journal, dag, words, startable)


@contextlib.contextmanager
def reparsed_as(found: bag.Bag) -> Iterator[None]:
    """Let Airflow take the DAGs that were loaded wherever it would parse the file again."""
    with patch("airflow.dag_processing.dagbag.BundleDagBag", lambda **_: found):
        yield


@contextlib.contextmanager
def retried_at_once(
    job: Job, journal: Journal, run_of: Callable[[TaskInstance], str | None] = lambda _: None
) -> Iterator[None]:
    """Record every wait before a retry, and cut it to nothing; `run_of` names the run if it is another one."""
    from airflow.models.taskinstance import TaskInstance

    next_retry = TaskInstance.next_retry_datetime

    def retry_at_once(ti: TaskInstance) -> datetime:
        when: datetime = next_retry(ti)
        journal.turn_to(run_of(ti))
        journal.waited(ti.task_id, bag.index(ti.map_index), (when - ti.end_date).total_seconds())
        ended: datetime = ti.end_date
        return when if job.real_time else ended

    with patch.object(TaskInstance, "next_retry_datetime", retry_at_once):
        yield


def collect(journal: Journal, dag_id: str, run_id: str, session: Session) -> None:
    """Read final states and outputs, which cover the tasks that no attempt was made of."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.models.xcom import XComModel
    from sqlalchemy import select

    for ti in session.scalars(
        select(TaskInstance).where(TaskInstance.dag_id == dag_id, TaskInstance.run_id == run_id)
    ):
        raw = bag.raw(ti.state)
        state = bag.STATES.get(raw or "", "not_run")
        journal.settled(ti.task_id, bag.index(ti.map_index), state, raw)
    rows = session.scalars(
        select(XComModel).where(XComModel.dag_id == dag_id, XComModel.run_id == run_id)
    )
    bag.outputs(
        ((row.task_id, row.map_index, row.key, XComModel.deserialize_value(row)) for row in rows),
        journal,
    )
