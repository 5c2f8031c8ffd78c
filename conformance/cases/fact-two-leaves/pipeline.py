from airflow.providers.standard.operators.python import PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_two_leaves', schedule=None) as dag:
    extract = PythonOperator(task_id='extract', python_callable=run)
    load = PythonOperator(task_id='load', python_callable=run)
    cleanup = PythonOperator(task_id='cleanup', python_callable=run, trigger_rule='all_done')

    extract >> load
    extract >> cleanup
