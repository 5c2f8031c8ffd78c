# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def load(**context):
    print(context["prev_data_interval_start_success"])


with DAG("etl", schedule=None):
    PythonOperator(task_id="load", python_callable=load)
