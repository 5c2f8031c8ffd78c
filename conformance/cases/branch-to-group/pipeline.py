from airflow import DAG
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.utils.task_group import TaskGroup


def work():
    return 1


def pick():
    return "big"


with DAG(dag_id="branch_to_group", schedule=None):
    branch = BranchPythonOperator(task_id="pick", python_callable=pick)
    with TaskGroup("big") as big:
        read = PythonOperator(task_id="read", python_callable=work)
        write = PythonOperator(task_id="write", python_callable=work)
        read >> write
    small = PythonOperator(task_id="small", python_callable=work)
    branch >> [big, small]
