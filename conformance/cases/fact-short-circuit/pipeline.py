from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_short_circuit', schedule=None) as dag:
    check = ShortCircuitOperator(task_id='check', python_callable=run)
    first = PythonOperator(task_id='first', python_callable=run)
    second = PythonOperator(task_id='second', python_callable=run)
    last = PythonOperator(task_id='last', python_callable=run, trigger_rule='all_done')

    check >> first >> second >> last
