from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator


def run(ds):
    """Stands in for what the pipeline does with a day."""
    return ds


# Airflow: Catchup for historical runs
with DAG(
    dag_id='daily_pipeline',
    schedule_interval='@daily',
    start_date=datetime(2024, 1, 1),
    catchup=True  # Run for all past dates
) as dag:
    pass

    PythonOperator(task_id='run_day', python_callable=run)
