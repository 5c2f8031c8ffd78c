from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.operators.bash import BashOperator
from datetime import datetime, timedelta


def extract_function():
    """Stands in for the team's extraction."""
    return 10


def load_function():
    """Stands in for the team's load."""
    return 20


default_args = {
    'owner': 'data-engineering',
    'depends_on_past': False,
    'email': ['team@company.com'],
    'email_on_failure': True,
    'email_on_retry': False,
    'retries': 2,
    'retry_delay': timedelta(minutes=5),
    'execution_timeout': timedelta(hours=1)
}

with DAG(
    dag_id='example_pipeline',
    default_args=default_args,
    description='Example data pipeline',
    schedule_interval='0 2 * * *',  # Daily at 2 AM
    start_date=datetime(2024, 1, 1),
    catchup=False,
    tags=['production', 'etl']
) as dag:

    extract_task = PythonOperator(
        task_id='extract_data',
        python_callable=extract_function
    )

    transform_task = BashOperator(
        task_id='transform_data',
        bash_command='dbt run --models staging'
    )

    load_task = PythonOperator(
        task_id='load_data',
        python_callable=load_function
    )

    # Define dependencies
    extract_task >> transform_task >> load_task
