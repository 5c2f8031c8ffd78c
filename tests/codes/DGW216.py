# target: dagster
from airflow.providers.standard.sensors.python import PythonSensor
from airflow.sdk import DAG


def arrived():
    return True


with DAG("etl", schedule=None):
    PythonSensor(task_id="ready", python_callable=arrived, mode="reschedule")
