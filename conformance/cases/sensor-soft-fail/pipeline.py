"""A sensor that is skipped when nothing came, and what its skip passes on."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.sensors.python import PythonSensor


def delivered():
    return True


def work():
    return 1


with DAG(dag_id="sensor_soft_fail", schedule=None):
    optional = PythonSensor(
        task_id="optional",
        python_callable=delivered,
        poke_interval=60,
        timeout=600,
        soft_fail=True,
        retries=1,
    )
    extra = PythonOperator(task_id="extra", python_callable=work)
    daily = PythonOperator(task_id="daily", python_callable=work)
    report = PythonOperator(task_id="report", python_callable=work, trigger_rule="none_failed")

    optional >> extra >> report
    daily >> report
