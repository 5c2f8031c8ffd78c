# target: prefect
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Variable


def run():
    return Variable.get("threshold", default=10)


with DAG(dag_id="looked_up", schedule=None) as dag:
    load = PythonOperator(task_id="load", python_callable=run)
