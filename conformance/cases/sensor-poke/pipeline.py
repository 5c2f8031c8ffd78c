"""A sensor that looks for what a task before it names, and is tried again when a look raises."""

from datetime import timedelta

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.sensors.python import PythonSensor


def name():
    return "orders.csv"


def arrived(file):
    return file is not None


def load():
    return 1


with DAG(dag_id="sensor_poke", schedule=None):
    names = PythonOperator(task_id="names", python_callable=name)
    ready = PythonSensor(
        task_id="ready",
        python_callable=arrived,
        op_kwargs={"file": names.output},
        poke_interval=30,
        timeout=600,
        retries=1,
        retry_delay=timedelta(seconds=20),
    )
    loaded = PythonOperator(task_id="loaded", python_callable=load)

    ready >> loaded
