from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_two_pipelines', schedule=None) as first:
    PythonOperator(task_id='extract', python_callable=run) >> PythonOperator(task_id='load', python_callable=run)

with DAG(dag_id='the_other', schedule=None) as second:
    PythonOperator(task_id='extract', python_callable=run) >> PythonOperator(task_id='load', python_callable=run)
