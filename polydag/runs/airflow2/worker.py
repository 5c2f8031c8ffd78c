"""Runs DAGs on Airflow 2.11 through `dag.test()`, in forks of one warm process."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from polydag.runs.airflow import bag, missing
from polydag.runs.airflow import settings as home_settings
from polydag.runs.airflow.operators import Words
from polydag.runs.airflow2 import worker_lookups, worker_schedule
from polydag.runs.child import loading, options, serve
from polydag.runs.child.channel import Channel
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.models.dag import DAG
    from airflow.models.taskinstance import TaskInstance
    from sqlalchemy.orm import Session

WARM = """
import pendulum
from airflow.decorators import dag, task

@dag(schedule=None, start_date=pendulum.datetime(2024, 1, 1))
def warm():
    @task
    def one(): return 1
    @task
    def two(x): return x
    two(one())
warm()
"""


def main(arguments: list[str]) -> None:
    """Warm up, then answer jobs."""
    channel = Channel.take()
    chosen = options.read(arguments)
    home_settings.apply(chosen.scratch)
    os.environ["AIRFLOW__CORE__EXECUTOR"] = "SequentialExecutor"
    template = home_settings.template(chosen.kept)
    runner = Runner(chosen.scratch / home_settings.TEMPLATE, template)
    runner.warm()
    import airflow

    serve.serve(channel, serve.Engine(airflow.__version__, runner.run, worker_schedule.ask))


class Runner:
    """Runs one job at a time against a database that is restored before each."""

    def __init__(self, database: Path, template: Path) -> None:
        self.database = database
        self.template = template

    def warm(self) -> None:
        """Run a small DAG, so that forks inherit imports and mappers."""
        shutil.copy(self.template, self.database)
        from airflow import settings
        from airflow.models.dagbag import DagBag

        home_settings.without_waiting(settings.engine)
        file = self.database.parent / "warm" / "warm_dag.py"
        file.parent.mkdir()
        file.write_text(WARM)
        journal = Journal()
        self.run(bag.warm_job(file), journal)
        if journal.run_state != "success":
            raise RuntimeError(f"this Airflow cannot run: {journal.raw_run_state}")
        # Permissions of the web server, which nobody asks here, are most of what is written about a DAG;
        # the first run wrote some, since the tables of its users must be known.
        patch.object(DagBag, "_sync_perm_for_dag", lambda *_, **__: None).start()
        settings.engine.dispose()

    def run(self, job: Job, journal: Journal) -> None:
        """Load the DAG, put stubs in, run it, and read its states and values from the database."""
        from airflow import settings

        settings.engine.dispose(close=False)
        if not job.again:
            for stale in self.database.parent.glob(f"{self.database.name}*"):
                stale.unlink()
            shutil.copy(self.template, self.database)
        from airflow.exceptions import ParamValidationError

        dag = _load(job)
        hooks = _replace(job, journal, dag)
        with _traced(job, journal):
            date = datetime.fromisoformat(job.logical_date) if job.logical_date else None
            try:
                run = dag.test(execution_date=date, run_conf=job.params or None)
            except ParamValidationError as error:
                journal.refused(error)
                return
        with settings.Session() as session:
            _collect(journal, dag.dag_id, run.run_id, session)
        hooks.end()
        state = bag.raw(run.state)
        journal.finished("success" if state == "success" else "failed", state)


def _load(job: Job) -> DAG:
    from airflow.models import mappedoperator
    from airflow.models.baseoperator import BaseOperator
    from airflow.models.dagbag import DagBag
    from airflow.sensors.base import BaseSensorOperator

    loading.prepare(job)
    if job.stubs:
        worker_lookups.install()
        missing.make_up(BaseOperator, BaseSensorOperator, mappedoperator)
    found = DagBag(str(job.file), include_examples=False, safe_mode=False)
    dag = bag.dag_of(found, job)
    found.sync_to_db()
    return dag


def _replace(job: Job, journal: Journal, dag: DAG) -> Hooks:
    from airflow.exceptions import AirflowSkipException
    from airflow.operators.python import get_current_context
    from airflow.sensors import base
    from airflow.utils.context import KNOWN_CONTEXT_KEYS

    keys = frozenset(KNOWN_CONTEXT_KEYS)
    words = Words(get_current_context, keys, AirflowSkipException, base.PokeReturnValue)
    bag.hurry(job, dag, base)
    return bag.put_stubs(job, journal, dag, words)


@contextlib.contextmanager
def _traced(job: Job, journal: Journal) -> Iterator[None]:
    """Record every attempt, and every wait before a retry, which is then cut to nothing."""
    from airflow.exceptions import AirflowTaskTimeout
    from airflow.models import dag as dags
    from airflow.models.taskinstance import TaskInstance

    run_task, next_retry = dags._run_task, TaskInstance.next_retry_datetime

    def run_traced(*, ti: TaskInstance, **more: object) -> None:
        place = (ti.task_id, bag.index(ti.map_index))
        journal.started(*place)
        try:
            run_task(ti=ti, **more)
        except AirflowTaskTimeout as error:
            bag.end(journal, place, "failed", error)
            # `dag.test()` lets it out, as it is no Exception, and the run would end here.
            raise RuntimeError(str(error)) from error
        except BaseException as error:
            bag.end(journal, place, "failed", error)
            raise
        bag.end(journal, place, ti.state, None)

    def retry_at_once(ti: TaskInstance) -> datetime:
        when: datetime = next_retry(ti)
        journal.waited(ti.task_id, bag.index(ti.map_index), (when - ti.end_date).total_seconds())
        ended: datetime = ti.end_date
        return when if job.real_time else ended

    with (
        patch.object(dags, "_run_task", run_traced),
        patch.object(TaskInstance, "next_retry_datetime", retry_at_once),
    ):
        yield


def _collect(journal: Journal, dag_id: str, run_id: str, session: Session) -> None:
    """Read final states and outputs, which cover the tasks that no attempt was made of."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.models.xcom import XCom

    for ti in session.query(TaskInstance).filter_by(dag_id=dag_id, run_id=run_id):
        raw = bag.raw(ti.state)
        state = bag.STATES.get(raw or "", "not_run")
        journal.settled(ti.task_id, bag.index(ti.map_index), state, raw)
    rows = session.query(XCom).filter_by(dag_id=dag_id, run_id=run_id)
    bag.outputs(((row.task_id, row.map_index, row.key, row.value) for row in rows), journal)
