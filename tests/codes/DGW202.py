# target: dagster
from datetime import datetime, timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator


def work(**context):
    return 1


def tell(**context):
    print("failed")


with DAG("etl", schedule=None):
    orders = PythonOperator(task_id="orders", python_callable=work)
    load = PythonOperator(task_id="load_orders", python_callable=work)
    alert = PythonOperator(task_id="alert", python_callable=tell, trigger_rule="one_failed")
    orders >> [load, alert]
