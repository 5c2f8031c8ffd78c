# target: dagster
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator
from airflow.sdk import DAG


def work():
    return 1


with DAG("etl", schedule=None):
    gate = ShortCircuitOperator(task_id="gate", python_callable=work)
    orders = PythonOperator(task_id="orders", python_callable=work)
    beside = PythonOperator(task_id="beside", python_callable=work)
    gate >> orders
    [orders, beside] >> PythonOperator(task_id="both", python_callable=work)
