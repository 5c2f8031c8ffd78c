# target: airflow@3.3
from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def load(ti, names):
    return ti.xcom_pull(task_ids=names[0])


with DAG("etl", schedule=None):
    PythonOperator(task_id="load", python_callable=load, op_kwargs={"names": ["load"]})
