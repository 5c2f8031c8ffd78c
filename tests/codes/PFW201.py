# target: prefect
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="notified", schedule=None) as dag:
    extract = PythonOperator(task_id="extract", python_callable=run)
    load = PythonOperator(task_id="load", python_callable=run)
    notify = PythonOperator(task_id="notify", python_callable=run, trigger_rule="one_failed")
    extract >> [load, notify]
