"""A mapping over something transformed."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.sdk.exceptions import AirflowSkipException
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator


@task
def numbers():
    return [1, 2]


@task
def load(number):
    return number


def odd(number):
    if number % 2:
        raise AirflowSkipException("odd")
    return number


with DAG("etl"):
    load.expand(number=numbers().map(odd))
