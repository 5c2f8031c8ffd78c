from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG(dag_id="trap_no_upstream", schedule=None):
    load = PythonOperator(task_id="load", python_callable=work)
    notify = PythonOperator(task_id="notify", python_callable=work, trigger_rule="one_failed")
    retry_all = PythonOperator(task_id="retry_all", python_callable=work, trigger_rule="all_failed")
