"""Runs a DAG under Airflow's own scheduler loop, in this process, with a fork for every task.

It has what `dag.test()` has not: time-outs of runs, pools and other limits, tasks beside each other, runs that a task triggers,
tasks whose process dies, catching up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from polydag.runs.airflow import bag, worker_attempts, worker_dags, worker_runs
from polydag.runs.airflow.worker_supervision import Supervision
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from airflow.sdk import DAG

# Enough for triggers that wait for triggers, few enough for one file of a database.
PARALLELISM = 8


def run(job: Job, journal: Journal, found: bag.Bag, dag: DAG) -> None:
    """Run a DAG, or what its schedule asks for until a date, and all that those runs trigger."""
    from airflow import settings

    hooks = worker_dags.replace(job, journal, dag, found.dags)
    for other in found.dags.values():
        if other.dag_id != dag.dag_id:
            asked = job.other(other.dag_id) or bag.unasked_about(job, other)
            worker_dags.replace(asked, journal, other, found.dags)
    main = worker_runs.store(job, found, dag)

    def name(run: DagRun) -> str | None:
        """Name the run that something is about, unless it is the job's own."""
        own = (run.dag_id, run.run_id) == (dag.dag_id, main)
        return None if own else f"{run.dag_id} {run.run_id}"

    supervision = Supervision(journal, found, name)
    with (
        worker_attempts.traced(journal, name),
        worker_dags.retried_at_once(job, journal, name),
        worker_dags.reparsed_as(found),
    ):
        _schedule(supervision, dag.dag_id)
    with settings.Session() as session:
        worker_runs.record(job, journal, hooks, name, session)


def _schedule(supervision: Supervision, dag_id: str) -> None:
    """Let Airflow's scheduler loop until nothing is left to do, as `airflow scheduler` starts it."""
    from airflow.jobs.job import Job as SchedulerJob
    from airflow.jobs.job import run_job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner

    from polydag.runs.airflow.worker_executor import Duties, ForkExecutor

    executor = ForkExecutor(PARALLELISM)
    runner = SchedulerJobRunner(SchedulerJob(), executors=[executor], scheduler_idle_sleep_time=0)

    def stop() -> None:
        """End the loop with the round that it is in."""
        runner.num_runs = 1

    executor.duties = Duties(
        supervise=supervision.supervise,
        answer=supervision.answer,
        call=supervision.call,
        waiting=worker_runs.waiting,
        over=lambda: worker_runs.over(dag_id),
        stop=stop,
    )
    run_job(runner.job, execute_callable=runner._execute)
