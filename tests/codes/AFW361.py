# target: airflow@3.3
from airflow import DAG
from airflow.operators.python import PythonOperator


def load(ti):
    return ti.xcom_pull(key="rows")


with DAG("etl", schedule=None):
    PythonOperator(task_id="load", python_callable=load)
