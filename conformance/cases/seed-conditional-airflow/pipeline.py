from airflow import DAG
# Airflow BranchOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator


def condition():
    """Stands in for the team's condition."""
    return True


def process():
    """Stands in for what a branch does."""


def choose_branch(**context):
    if condition():
        return 'process_full'
    else:
        return 'process_incremental'


with DAG(dag_id='conditional', schedule=None) as dag:
    branch = BranchPythonOperator(
        task_id='branch',
        python_callable=choose_branch
    )
    full = PythonOperator(task_id='process_full', python_callable=process)
    incremental = PythonOperator(task_id='process_incremental', python_callable=process)

    branch >> [full, incremental]
