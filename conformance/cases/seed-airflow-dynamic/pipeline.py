from airflow import DAG
from airflow.models import DagBag
from airflow.operators.python import PythonOperator


def process_region(region):
    """Stands in for the team's processing of one region."""
    return region


def create_processing_tasks():
    regions = ['us-east', 'us-west', 'eu-central', 'ap-southeast']

    for region in regions:
        PythonOperator(
            task_id=f'process_{region}',
            python_callable=process_region,
            op_kwargs={'region': region}
        )


with DAG(dag_id='regional_processing', schedule=None) as dag:
    create_processing_tasks()
