"""An operator class of the repository that does something when it is stopped."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, BaseOperator, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator


class CountOperator(BaseOperator):
    def execute(self, context):
        return 1

    def on_kill(self):
        print("stopped")


with DAG("etl"):
    CountOperator(task_id="count")
