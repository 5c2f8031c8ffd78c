"""Branches by the clock: by two times of day across midnight, and by the day of the week of the run's date."""

from datetime import datetime, time

from airflow import DAG
from airflow.providers.standard.operators.datetime import BranchDateTimeOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.weekday import BranchDayOfWeekOperator


def count():
    return 1


with DAG(dag_id="branch_clock", schedule="@daily", start_date=datetime(2026, 1, 1)):
    hours = BranchDateTimeOperator(
        task_id="hours",
        target_lower=time(22, 30),
        target_upper=time(6, 0),
        follow_task_ids_if_true="early",
        follow_task_ids_if_false=["late"],
    )
    weekend = BranchDayOfWeekOperator(
        task_id="weekend",
        week_day={"Saturday", "Sunday"},
        use_task_logical_date=True,
        follow_task_ids_if_true=["rest", "play"],
        follow_task_ids_if_false="work",
    )
    early = PythonOperator(task_id="early", python_callable=count)
    late = PythonOperator(task_id="late", python_callable=count)
    rest = PythonOperator(task_id="rest", python_callable=count)
    play = PythonOperator(task_id="play", python_callable=count)
    work = PythonOperator(task_id="work", python_callable=count)
    end = EmptyOperator(task_id="end", trigger_rule="none_failed_min_one_success")

    hours >> [early, late] >> end
    weekend >> [rest, play, work]
