# target: dagster
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def describe(context):
    return context["ti"].task_id


def run(**context):
    return describe(context)


with DAG(dag_id="handing", schedule=None) as dag:
    load = PythonOperator(task_id="load", python_callable=run)
