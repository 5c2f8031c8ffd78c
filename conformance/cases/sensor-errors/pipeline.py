"""What a look that raises means to a sensor that never fails, and to one that looks again."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.sensors.python import PythonSensor


def look():
    return True


def work():
    return 1


with DAG(dag_id="sensor_errors", schedule=None):
    never = PythonSensor(
        task_id="never", python_callable=look, timeout=600, never_fail=True, retries=1
    )
    silent = PythonSensor(
        task_id="silent", python_callable=look, timeout=600, silent_fail=True, retries=1
    )
    after_never = PythonOperator(task_id="after_never", python_callable=work)
    after_silent = PythonOperator(task_id="after_silent", python_callable=work)

    never >> after_never
    silent >> after_silent
