"""Two things are made ready, one task frees both."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG(dag_id="setup_two_setups", schedule=None):
    lock = PythonOperator(task_id="lock", python_callable=work)
    disk = PythonOperator(task_id="disk", python_callable=work)
    use = PythonOperator(task_id="use", python_callable=work)
    free = PythonOperator(task_id="free", python_callable=work)
    [lock, disk] >> use >> free.as_teardown(setups=[lock, disk])
