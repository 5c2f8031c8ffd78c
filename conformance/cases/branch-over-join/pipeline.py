from airflow import DAG
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator


def work():
    return 1


def pick():
    return "join"


with DAG(dag_id="branch_over_join", schedule=None):
    branch = BranchPythonOperator(task_id="pick", python_callable=pick)
    arm = PythonOperator(task_id="arm", python_callable=work)
    join = PythonOperator(
        task_id="join", python_callable=work, trigger_rule="none_failed_min_one_success"
    )
    branch >> [arm, join]
    arm >> join
