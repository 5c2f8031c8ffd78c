"""A task below a short circuit, and below a task that fails: the circuit decides."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator


def work():
    return 1


with DAG(dag_id="skip_beside_failure", schedule=None):
    circuit = ShortCircuitOperator(task_id="circuit", python_callable=work)
    below = PythonOperator(task_id="below", python_callable=work)
    beside = PythonOperator(task_id="beside", python_callable=work)
    both = PythonOperator(task_id="both", python_callable=work)
    circuit >> below
    [below, beside] >> both
