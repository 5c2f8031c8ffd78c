"""A timetable that is not one of Airflow's own."""

from company.timetables import Workdays

from airflow.sdk import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("etl", schedule=Workdays(hour=3)):
    EmptyOperator(task_id="start")
