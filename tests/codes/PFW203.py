# target: prefect
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="cleaned_up", schedule=None) as dag:
    load = PythonOperator(task_id="load", python_callable=run)
    clean = PythonOperator(task_id="clean", python_callable=run, trigger_rule="all_done")
    load >> clean
