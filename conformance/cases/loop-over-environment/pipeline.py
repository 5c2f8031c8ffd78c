import os

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

STEPS = os.environ.get("LOOP_STEPS", "one,two,three").split(",")


def work(step: str) -> str:
    return f"did {step}"


with DAG("loop_over_environment", schedule=None):
    last = PythonOperator(task_id="begin", python_callable=work, op_args=["begin"])
    for number, step in enumerate(STEPS):
        task = PythonOperator(
            task_id="step_" + step, python_callable=work, op_args=[f"{number} {step}"], retries=number
        )
        last >> task
        last = task
    last >> PythonOperator(task_id="finish", python_callable=work, op_args=["finish"])
