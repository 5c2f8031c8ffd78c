# target: prefect
from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator


def work():
    return 1


with DAG("refresh", schedule=None):
    PythonOperator(task_id="load", python_callable=work)

with DAG("etl", schedule=None):
    TriggerDagRunOperator.partial(task_id="start", trigger_dag_id="refresh").expand(
        conf=[{"day": 1}]
    )
