from airflow.providers.standard.operators.python import PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_chain_in_list', schedule=None) as dag:
    a = PythonOperator(task_id='a', python_callable=run)
    b = PythonOperator(task_id='b', python_callable=run)
    c = PythonOperator(task_id='c', python_callable=run)

    a >> b
    b >> c
    a >> c
