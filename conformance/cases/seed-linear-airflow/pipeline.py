from airflow import DAG
from airflow.operators.python import PythonOperator


def run():
    """Stands in for what a step does."""
    return 1


with DAG(dag_id='linear', schedule=None) as dag:
    extract = PythonOperator(task_id='extract', python_callable=run)
    transform = PythonOperator(task_id='transform', python_callable=run)
    validate = PythonOperator(task_id='validate', python_callable=run)
    load = PythonOperator(task_id='load', python_callable=run)

    extract >> transform >> validate >> load
