"""Answers questions about schedules with the timetables of Airflow 3."""

from __future__ import annotations

from polydag.runs.airflow import timetables, worker_dags
from polydag.runs.airflow.timetables import Clock, Info
from polydag.runs.child.schedule import Answer, Question


def ask(question: Question) -> Answer:
    """Load the DAG, and have its timetable say which runs there are, at the time that is asked about."""
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import DagRunInfo

    _, loaded = worker_dags.load(question.job)
    dag = DagSerialization.from_dict(DagSerialization.to_dict(loaded))
    timetable, restriction = dag.timetable, dag._time_restriction
    if not timetable.can_be_scheduled:
        return None
    if question.manner == "backfill":
        between = dag.iter_dagrun_infos_between(question.start, question.end)
        return (timetables.fire(i) for i in between if i.logical_date < question.end)
    clock = Clock(question.end if question.manner == "late" else question.start)
    clock.install()

    def following(last: Info | None, catchup: bool) -> DagRunInfo | None:
        bounds = restriction._replace(catchup=catchup)
        return timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=bounds)

    catchup = timetables.catches_up(dag.catchup, timetable, question)
    return timetables.fires(following, catchup, clock, question)
