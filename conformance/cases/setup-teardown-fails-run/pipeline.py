"""A cluster that could not be dropped costs money: that fails the run, and the work above is no leaf any more."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG(dag_id="setup_teardown_fails_run", schedule=None):
    create = PythonOperator(task_id="create", python_callable=work)
    use = PythonOperator(task_id="use", python_callable=work)
    drop = PythonOperator(task_id="drop", python_callable=work)
    create >> use >> drop.as_teardown(setups=create, on_failure_fail_dagrun=True)
