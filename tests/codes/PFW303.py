# target: prefect
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run(**context):
    return context["dag_run"].run_type


with DAG(dag_id="configured", schedule=None) as dag:
    load = PythonOperator(task_id="load", python_callable=run)
