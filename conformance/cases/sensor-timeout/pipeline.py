"""Sensors whose time is out: retries are for looks that raise, not for waiting longer; one wait grows longer each time."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.sensors.python import PythonSensor


def look():
    return True


def alert():
    return 1


with DAG(dag_id="sensor_timeout", schedule=None):
    steady = PythonSensor(
        task_id="steady", python_callable=look, poke_interval=60, timeout=100, retries=2
    )
    briefly = PythonSensor(task_id="briefly", python_callable=look, poke_interval=60, timeout=0)
    done = PythonOperator(task_id="done", python_callable=alert)
    on_failure = PythonOperator(
        task_id="on_failure", python_callable=alert, trigger_rule="one_failed"
    )

    [steady, briefly] >> done
    [steady, briefly] >> on_failure
