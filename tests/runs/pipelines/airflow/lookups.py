from datetime import datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import Variable, dag, task

REGION = Variable.get("region")
LIMIT = Variable.get("limit", default="7")


@dag(schedule=None, start_date=datetime(2024, 1, 1))
def looking():
    BashOperator(
        task_id="echo",
        bash_command="{{ var.value.region }} {{ var.value.get('limit', '8') }} {{ conn.db.host }}",
    )

    @task
    def load(region, limit):
        return region

    load(REGION, LIMIT)


looking()
