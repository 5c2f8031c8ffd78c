from airflow.providers.standard.operators.python import PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_notification', schedule=None) as dag:
    extract = PythonOperator(task_id='extract', python_callable=run)
    load = PythonOperator(task_id='load', python_callable=run)
    notify = PythonOperator(task_id='notify', python_callable=run, trigger_rule='one_failed')

    extract >> load
    [extract, load] >> notify
