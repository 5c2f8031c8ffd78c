from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


def choose():
    """Stands in for the team's choice."""
    return 'left'


with DAG(dag_id='fact_branch_join', schedule=None) as dag:
    branch = BranchPythonOperator(task_id='branch', python_callable=choose)
    left = PythonOperator(task_id='left', python_callable=run)
    right = PythonOperator(task_id='right', python_callable=run)
    join = PythonOperator(task_id='join', python_callable=run, trigger_rule='none_failed_min_one_success')

    branch >> [left, right] >> join
