# target: airflow
from airflow import DAG
from airflow.operators.python import PythonOperator


def load(**context):
    print(context["prev_ds"])


with DAG("dated", schedule_interval="0 6 * * 1-5", catchup=False):
    PythonOperator(task_id="load", python_callable=load)
