from airflow import DAG
from airflow.operators.python import PythonOperator


def run():
    """Stands in for what a step does."""
    return 1


with DAG(dag_id='fan_out_in', schedule=None) as dag:
    extract = PythonOperator(task_id='extract', python_callable=run)
    transform_a = PythonOperator(task_id='transform_a', python_callable=run)
    transform_b = PythonOperator(task_id='transform_b', python_callable=run)
    transform_c = PythonOperator(task_id='transform_c', python_callable=run)
    aggregate = PythonOperator(task_id='aggregate', python_callable=run)

    extract >> [transform_a, transform_b, transform_c] >> aggregate
