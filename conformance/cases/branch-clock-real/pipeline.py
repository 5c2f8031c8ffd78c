"""Branches by the clock whose answer is known beforehand: 2026-01-05 is a Monday."""

from datetime import datetime, timezone

from airflow import DAG
from airflow.providers.standard.operators.datetime import BranchDateTimeOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.weekday import BranchDayOfWeekOperator

with DAG(
    dag_id="branch_clock_real",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
):
    past = BranchDateTimeOperator(
        task_id="past",
        target_lower=None,
        target_upper=datetime(2020, 10, 10, 15),
        follow_task_ids_if_true="not_over",
        follow_task_ids_if_false="over",
    )
    open_end = BranchDateTimeOperator(
        task_id="open_end",
        target_lower=datetime(2020, 10, 10, 15),
        target_upper=None,
        follow_task_ids_if_true="since",
        follow_task_ids_if_false="not_since",
    )
    ahead = BranchDateTimeOperator(
        task_id="ahead",
        target_lower=datetime(2999, 1, 1),
        target_upper=datetime(2999, 1, 2),
        follow_task_ids_if_true="later",
        follow_task_ids_if_false="not_later",
    )
    the_run = BranchDateTimeOperator(
        task_id="the_run",
        use_task_logical_date=True,
        target_lower=datetime(2026, 1, 4, 23),
        target_upper=datetime(2026, 1, 5, 1),
        follow_task_ids_if_true="inside",
        follow_task_ids_if_false="outside",
    )
    on_day = BranchDayOfWeekOperator(
        task_id="on_day",
        week_day="Monday",
        use_task_logical_date=True,
        follow_task_ids_if_true="monday",
        follow_task_ids_if_false="another_day",
    )
    any_day = BranchDayOfWeekOperator(
        task_id="any_day",
        week_day=["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        follow_task_ids_if_true="every_day",
        follow_task_ids_if_false="no_day",
    )

    past >> [EmptyOperator(task_id="over"), EmptyOperator(task_id="not_over")]
    open_end >> [EmptyOperator(task_id="since"), EmptyOperator(task_id="not_since")]
    ahead >> [EmptyOperator(task_id="later"), EmptyOperator(task_id="not_later")]
    the_run >> [EmptyOperator(task_id="inside"), EmptyOperator(task_id="outside")]
    on_day >> [EmptyOperator(task_id="monday"), EmptyOperator(task_id="another_day")]
    any_day >> [EmptyOperator(task_id="every_day"), EmptyOperator(task_id="no_day")]
