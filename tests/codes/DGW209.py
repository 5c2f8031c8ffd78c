# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def load(ds, **context):
    print(ds)


with DAG("etl", schedule="@daily"):
    PythonOperator(task_id="load", python_callable=load)
