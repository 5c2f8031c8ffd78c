# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def count(**context):
    return 1


def report(**context):
    rows = context["ti"].xcom_pull(task_ids="count")
    print(rows)


with DAG("etl", schedule=None):
    PythonOperator(task_id="count", python_callable=count)
    PythonOperator(task_id="report", python_callable=report)
