"""Work between a setup and its teardown, as a block; a report after the teardown."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG(dag_id="setup_context_manager", schedule=None):
    create = PythonOperator(task_id="create", python_callable=work)
    delete = PythonOperator(task_id="delete", python_callable=work).as_teardown(setups=create)
    report = PythonOperator(task_id="report", python_callable=work)
    with delete:
        first = PythonOperator(task_id="first", python_callable=work)
        second = PythonOperator(task_id="second", python_callable=work)
        third = PythonOperator(task_id="third", python_callable=work)
        second >> third
    delete >> report
