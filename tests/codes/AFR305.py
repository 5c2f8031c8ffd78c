"""A timetable that is not one of Airflow's own."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

from airflow.timetables.events import EventsTimetable

with DAG("etl", schedule=EventsTimetable(event_dates=[datetime(2024, 1, 1)])):
    EmptyOperator(task_id="start")
