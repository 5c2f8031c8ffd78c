from airflow import DAG
from airflow.operators.python import PythonOperator

data = [1, 2, 3]


def truncate_table(name):
    """Stands in for the team's warehouse."""


def insert_data(name, rows):
    """Stands in for the team's warehouse."""


with DAG(dag_id='idempotency', schedule=None) as dag:
    # Good: Idempotent (truncate then insert)
    def load_data():
        truncate_table('target_table')
        insert_data('target_table', data)

    good = PythonOperator(task_id='load_once', python_callable=load_data)

    # Bad: Not idempotent (duplicates on retry)
    def load_data():
        insert_data('target_table', data)  # Duplicates if run twice

    bad = PythonOperator(task_id='load_twice', python_callable=load_data)

    good >> bad
