"""A task starts another pipeline and does not wait: how that ends is not its to know."""

from datetime import datetime

from airflow import DAG
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator


def work():
    return 1


def pick():
    return "refresh_all"


with DAG(dag_id="refresh", schedule=None, start_date=datetime(2024, 1, 1)):
    load = PythonOperator(task_id="load", python_callable=work)

with DAG(dag_id="launch_forgets", schedule=None, start_date=datetime(2024, 1, 1)):
    choose = BranchPythonOperator(task_id="choose", python_callable=pick)
    refresh_all = TriggerDagRunOperator(task_id="refresh_all", trigger_dag_id="refresh")
    refresh_none = PythonOperator(task_id="refresh_none", python_callable=work)
    after = PythonOperator(task_id="after", python_callable=work)
    choose >> [refresh_all, refresh_none]
    refresh_all >> after
