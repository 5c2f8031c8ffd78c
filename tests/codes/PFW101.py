# target: prefect
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="owned", schedule=None) as dag:
    load = PythonOperator(task_id="load", python_callable=run, owner="data")
