# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work(**context):
    return 1


def tell(context):
    print(f"{context['dag'].dag_id} failed")


with DAG("etl", schedule=None, on_failure_callback=tell):
    PythonOperator(task_id="orders", python_callable=work)
