from datetime import timedelta

from airflow import DAG
from airflow.operators.python import PythonOperator


def func():
    """Stands in for what the task does."""
    return 1


with DAG(dag_id='retrying', schedule=None) as dag:
    task = PythonOperator(
        task_id='task',
        python_callable=func,
        retries=3,
        retry_delay=timedelta(minutes=5),
        retry_exponential_backoff=True
    )
