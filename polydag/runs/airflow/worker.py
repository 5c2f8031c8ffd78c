"""Runs DAGs on Airflow 3 through `dag.test()`, in forks of one warm process."""

from __future__ import annotations

import contextlib
import gc
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from polydag.runs.airflow import bag, worker_lookups
from polydag.runs.airflow import settings as home_settings
from polydag.runs.child import loading, options, serve
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk import DAG
    from airflow.sdk.api.datamodels._generated import TaskInstance as RunningInstance
    from airflow.sdk.execution_time.supervisor import TaskRunResult
    from sqlalchemy.orm import Session

WARM = """
from airflow.sdk import dag, task

@dag(schedule=None)
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
    channel = serve.Channel.take()
    chosen = options.read(arguments)
    home_settings.apply(chosen.scratch)
    template = home_settings.template(chosen.kept)
    runner = Runner(chosen.scratch / home_settings.TEMPLATE, template)
    runner.warm()
    import airflow

    serve.serve(channel, runner.run, airflow.__version__)


class Runner:
    """Runs one job at a time against a database that is restored before each."""

    def __init__(self, database: Path, template: Path) -> None:
        self.database = database
        self.template = template

    def warm(self) -> None:
        """Run a small DAG, so that forks inherit imports, mappers and the in-process API server."""
        shutil.copy(self.template, self.database)
        import airflow
        from airflow import settings

        settings.initialize()
        from airflow.sdk.execution_time import supervisor

        app = supervisor.in_process_api_server().app
        if not app._cadwyn_initialized:
            app._cadwyn_initialize()
        file = Path(tempfile.mkdtemp(dir=self.database.parent)) / "warm_dag.py"
        file.write_text(WARM)
        journal = Journal()
        self.run(bag.warm_job(file), journal)
        if journal.run_state != "success":
            raise RuntimeError(f"Airflow {airflow.__version__} cannot run: {journal.raw_run_state}")
        # The API's loop thread must not be alive when this process forks.
        delattr(supervisor.in_process_api_server(), "transport")
        gc.collect()
        settings.engine.dispose()

    def run(self, job: Job, journal: Journal) -> None:
        """Load the DAG, put stubs in, run it, and read its states and values from the database."""
        from airflow import settings

        settings.engine.dispose(close=False)
        if not job.again:
            for stale in self.database.parent.glob(f"{self.database.name}*"):
                stale.unlink()
            shutil.copy(self.template, self.database)
        found, dag = _load(job)
        hooks = _replace(job, journal, dag)
        with _traced(job, journal), _reparsed_as(found):
            date = datetime.fromisoformat(job.logical_date) if job.logical_date else None
            run = dag.test(logical_date=date, run_conf=job.params or None)
        with settings.Session() as session:
            _collect(journal, dag.dag_id, run.run_id, session)
        hooks.end()
        state = str(run.state)
        journal.finished("success" if state == "success" else "failed", state)


def _load(job: Job) -> tuple[bag.Bag, DAG]:
    from airflow.dag_processing.dagbag import DagBag

    loading.prepare(job)
    if job.stubs:
        worker_lookups.install()
    found = DagBag(
        str(job.file), safe_mode=False, bundle_path=job.file.parent, bundle_name="dags-folder"
    )
    return found, bag.dag_of(found, job)


def _replace(job: Job, journal: Journal, dag: DAG) -> Hooks:
    from airflow.sdk import get_current_context
    from airflow.sdk.definitions.context import Context
    from airflow.sdk.exceptions import AirflowSkipException

    keys = Context.__annotations__
    return bag.put_stubs(job, journal, dag, get_current_context, keys, AirflowSkipException)


@contextlib.contextmanager
def _reparsed_as(found: bag.Bag) -> Iterator[None]:
    """Let `dag.test()` store the DAGs that were loaded; it would parse the whole folder again."""
    from unittest.mock import patch

    with patch("airflow.dag_processing.dagbag.BundleDagBag", lambda **_: found):
        yield


@contextlib.contextmanager
def _traced(job: Job, journal: Journal) -> Iterator[None]:
    """Record every attempt, and every wait before a retry, which is then cut to nothing."""
    from unittest.mock import patch

    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk.execution_time import supervisor

    run_task, next_retry = supervisor.run_task_in_process, TaskInstance.next_retry_datetime

    def run_traced(ti: RunningInstance, task: object, **options: object) -> TaskRunResult:
        place = (ti.task_id, bag.index(ti.map_index))
        journal.started(*place)
        try:
            result = run_task(ti=ti, task=task, **options)
        except BaseException as error:
            bag.end(journal, place, "failed", error)
            raise
        bag.end(journal, place, result.state, result.error)
        return result

    def retry_at_once(ti: TaskInstance) -> datetime:
        when: datetime = next_retry(ti)
        journal.waited(ti.task_id, bag.index(ti.map_index), (when - ti.end_date).total_seconds())
        ended: datetime = ti.end_date
        return when if job.real_time else ended

    with (
        patch.object(supervisor, "run_task_in_process", run_traced),
        patch.object(TaskInstance, "next_retry_datetime", retry_at_once),
    ):
        yield


def _collect(journal: Journal, dag_id: str, run_id: str, session: Session) -> None:
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
