# target: prefect
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="torn_down", schedule=None) as dag:
    make = PythonOperator(task_id="make", python_callable=run)
    load = PythonOperator(task_id="load", python_callable=run)
    delete = PythonOperator(task_id="delete", python_callable=run)
    make >> load >> delete.as_teardown(setups=make)
