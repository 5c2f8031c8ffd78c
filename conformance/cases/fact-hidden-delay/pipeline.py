from airflow.providers.standard.operators.python import PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_hidden_delay', schedule=None) as dag:
    extract = PythonOperator(task_id='extract', python_callable=run, retries=2)
    load = PythonOperator(task_id='load', python_callable=run)

    extract >> load
