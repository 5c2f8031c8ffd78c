# target: prefect
from datetime import timedelta

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="beside", schedule=None) as dag:
    one = PythonOperator(task_id="one", python_callable=run, execution_timeout=timedelta(minutes=1))
    two = PythonOperator(task_id="two", python_callable=run, execution_timeout=timedelta(minutes=1))
