"""Builds the warehouse, then tests it."""

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator

from common.defaults import ENVIRONMENT, WAREHOUSE, default_args


def models() -> list[str]:
    return ["orders", "customers"]


def announce(names: list[str], environment: str) -> str:
    return f"{environment}/{WAREHOUSE}: {', '.join(names)}"


with DAG(
    "warehouse",
    default_args=default_args,
    schedule="0 4 * * *",
    catchup=False,
    max_active_runs=1,
) as dag:
    find = PythonOperator(task_id="find", python_callable=models)
    build = BashOperator(
        task_id="build",
        bash_command=f"echo dbt build --target {ENVIRONMENT} --vars 'day: {{{{ ds }}}}'",
    )
    tell = PythonOperator(
        task_id="announce",
        python_callable=announce,
        op_kwargs={"names": find.output, "environment": ENVIRONMENT},
    )
    find >> build >> tell
