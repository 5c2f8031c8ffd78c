"""Answers questions about schedules with the timetables of Airflow 2.11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polydag.runs.airflow import bag, timetables
from polydag.runs.airflow.timetables import Clock, Info
from polydag.runs.airflow2 import worker_lookups
from polydag.runs.child import loading
from polydag.runs.child.schedule import Answer, Question

if TYPE_CHECKING:
    from airflow.models.dag import DAG


def ask(question: Question) -> Answer:
    """Load the DAG, and have its timetable say which runs there are, at the time that is asked about."""
    from airflow.models.dagbag import DagBag
    from airflow.timetables.base import DagRunInfo

    job = question.job
    loading.prepare(job)
    worker_lookups.install()
    found = DagBag(str(job.file), include_examples=False, safe_mode=False)
    dag: DAG = bag.dag_of(found, job)
    timetable, restriction = dag.timetable, dag._time_restriction
    if not timetable.can_be_scheduled:
        return None
    if question.manner == "backfill":
        between = dag.iter_dagrun_infos_between(question.start, question.end)
        return (timetables.fire(i) for i in between if i.logical_date < question.end)
    clock = Clock(question.end if question.manner == "late" else question.start)
    clock.install()

    def following(last: Info | None, catchup: bool) -> DagRunInfo | None:
        return timetable.next_dagrun_info(
            last_automated_data_interval=last.data_interval if last else None,
            restriction=restriction._replace(catchup=catchup),
        )

    catchup = timetables.catches_up(dag.catchup, timetable, question)
    return timetables.fires(following, catchup, clock, question)
