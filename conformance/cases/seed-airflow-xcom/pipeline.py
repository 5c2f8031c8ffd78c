from airflow import DAG
from airflow.operators.python import PythonOperator


def fetch_from_api():
    """Stands in for the team's API client; a data frame in real life."""
    raise NotImplementedError


def extract_data(**context):
    data = fetch_from_api()
    row_count = len(data)

    # Push to XCom
    context['ti'].xcom_push(key='row_count', value=row_count)
    context['ti'].xcom_push(key='max_timestamp', value=data['timestamp'].max())

    return row_count

def validate_data(**context):
    # Pull from XCom
    row_count = context['ti'].xcom_pull(key='row_count', task_ids='extract_data')

    if row_count < 100:
        raise ValueError(f"Insufficient data: only {row_count} rows")


with DAG(dag_id='xcom_pipeline', schedule=None) as dag:
    extract = PythonOperator(task_id='extract_data', python_callable=extract_data)
    validate = PythonOperator(task_id='validate_data', python_callable=validate_data)
    extract >> validate
