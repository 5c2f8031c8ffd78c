from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


def choose():
    """Stands in for the team's choice."""
    return 'left'


with DAG(dag_id='fact_branch_unknown', schedule=None) as dag:
    branch = BranchPythonOperator(task_id='branch', python_callable=choose)
    left = PythonOperator(task_id='left', python_callable=run)
    right = PythonOperator(task_id='right', python_callable=run)

    branch >> [left, right]
