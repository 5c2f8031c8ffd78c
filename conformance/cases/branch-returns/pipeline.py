from airflow import DAG
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator


def work():
    return 1


def pick():
    return ["left", "right"]


with DAG(dag_id="branch_returns", schedule=None):
    branch = BranchPythonOperator(task_id="pick", python_callable=pick)
    left = PythonOperator(task_id="left", python_callable=work)
    right = PythonOperator(task_id="right", python_callable=work)
    below_left = PythonOperator(task_id="below_left", python_callable=work)
    join = PythonOperator(
        task_id="join", python_callable=work, trigger_rule="none_failed_min_one_success"
    )
    branch >> [left, right] >> join
    left >> below_left
