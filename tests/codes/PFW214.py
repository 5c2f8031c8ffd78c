# target: prefect
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.sdk import DAG


def choose():
    return "full"


def run():
    return 1


with DAG(dag_id="chosen", schedule=None) as dag:
    branch = BranchPythonOperator(task_id="branch", python_callable=choose)
    full = PythonOperator(task_id="full", python_callable=run)
    delta = PythonOperator(task_id="delta", python_callable=run)
    publish = PythonOperator(task_id="publish", python_callable=run, trigger_rule="none_failed")
    notify = PythonOperator(task_id="notify", python_callable=run, trigger_rule="one_failed")
    branch >> [full, delta] >> publish
    [branch, full, delta] >> notify
