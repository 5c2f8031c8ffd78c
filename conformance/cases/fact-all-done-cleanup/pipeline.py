from airflow.providers.standard.operators.python import PythonOperator
from airflow import DAG


def run():
    """Stands in for what a task does."""
    return 1


with DAG(dag_id='fact_all_done_cleanup', schedule=None) as dag:
    bad = PythonOperator(task_id='bad', python_callable=run)
    end = PythonOperator(task_id='end', python_callable=run, trigger_rule='all_done')

    bad >> end
