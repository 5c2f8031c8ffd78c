"""Runs DAGs on Airflow 3, through `dag.test()` or its scheduler, in forks of one warm process."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from polydag.runs.airflow import bag, worker_dags, worker_schedule, worker_scheduler
from polydag.runs.airflow import settings as home_settings
from polydag.runs.child import options, serve
from polydag.runs.child.channel import Channel
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from airflow.sdk.api.datamodels._generated import TaskInstance as RunningInstance
    from airflow.sdk.execution_time.supervisor import TaskRunResult

PATIENCE = 60

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
    channel = Channel.take()
    chosen = options.read(arguments)
    home_settings.apply(chosen.scratch)
    # Tasks that run beside each other wait for the database, rather than to fail.
    os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] += f"?timeout={PATIENCE}"
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
        """Run a small DAG, so that forks inherit imports, mappers and the in-process API server."""
        shutil.copy(self.template, self.database)
        import airflow
        from airflow import settings

        settings.initialize()
        home_settings.without_waiting(settings.engine)
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
        from airflow.sdk.exceptions import ParamValidationError

        found, dag = worker_dags.load(job)
        start = worker_scheduler.run if job.mode == "scheduler" else _test
        try:
            start(job, journal, found, dag)
        except ParamValidationError as error:
            journal.refused(error)


def _test(job: Job, journal: Journal, found: bag.Bag, dag: DAG) -> None:
    """Run a DAG through `dag.test()`."""
    from airflow import settings

    hooks = worker_dags.replace(job, journal, dag)
    with (
        _traced(journal),
        worker_dags.retried_at_once(job, journal),
        worker_dags.reparsed_as(found),
    ):
        date = datetime.fromisoformat(job.logical_date) if job.logical_date else None
        run = dag.test(logical_date=date, run_conf=job.params or None)
    with settings.Session() as session:
        worker_dags.collect(journal, dag.dag_id, run.run_id, session)
    hooks.end()
    state = str(run.state)
    journal.finished("success" if state == "success" else "failed", state)


@contextlib.contextmanager
def _traced(journal: Journal) -> Iterator[None]:
    """Record every attempt."""
    from airflow.sdk.execution_time import supervisor

    run_task = supervisor.run_task_in_process

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

    with patch.object(supervisor, "run_task_in_process", run_traced):
        yield
