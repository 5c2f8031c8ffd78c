"""A template that gives a value instead of text."""

from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def extract():
    return [1]


def load(rows):
    print(len(rows))


with DAG("etl", schedule=None, render_template_as_native_obj=True):
    first = PythonOperator(task_id="extract", python_callable=extract)
    first >> PythonOperator(
        task_id="load", python_callable=load, op_kwargs={"rows": "{{ ti.xcom_pull('extract') }}"}
    )
