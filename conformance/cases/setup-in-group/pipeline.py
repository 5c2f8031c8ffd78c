"""A staging area of a group is cleaned up beside what comes after the group."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup


def work():
    return 1


with DAG(dag_id="setup_in_group", schedule=None):
    with TaskGroup("area") as area:
        open_ = PythonOperator(task_id="open", python_callable=work)
        use = PythonOperator(task_id="use", python_callable=work)
        close = PythonOperator(task_id="close", python_callable=work)
        open_ >> use >> close.as_teardown(setups=open_)
    publish = PythonOperator(task_id="publish", python_callable=work)
    area >> publish
