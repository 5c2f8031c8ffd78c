# target: dagster
import pendulum
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(
    "nightly", schedule="30 2 * * *", start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin")
):
    PythonOperator(task_id="load", python_callable=run)
