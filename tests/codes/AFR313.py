"""An operator class of the repository that works through a hook."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, BaseOperator, task, task_group
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator


class FetchOperator(BaseOperator):
    def execute(self, context):
        return HttpHook().run("orders")


with DAG("etl"):
    FetchOperator(task_id="fetch")
