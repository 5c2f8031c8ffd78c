"""Commands whose output goes through a function: of the library, of the file, of the line itself."""

import json

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task


def nth(line):
    return line.split()[2]


@task.bash(output_processor=json.loads)
def made():
    return "echo '[1, 2]'"


@task
def show(rows, third, loud, made, **context):
    name = context["ti"].xcom_pull(task_ids="described", key="name")
    kept = context["ti"].xcom_pull(task_ids="kept")
    return f"{rows} {name} {third} {loud} {len(made)} {kept}"


with DAG(dag_id="shell_processed", schedule=None):
    described = BashOperator(
        task_id="described",
        bash_command='echo start; echo \'{"rows": 3, "name": "orders"}\'',
        output_processor=json.loads,
        multiple_outputs=True,
    )
    third = BashOperator(task_id="third", bash_command="echo a b c", output_processor=nth)
    loud = BashOperator(
        task_id="loud", bash_command="echo a b", output_processor=lambda line: line.upper()
    )
    kept = BashOperator(task_id="kept", bash_command="echo kept", do_xcom_push=False)
    kept >> show(described.output["rows"], third.output, loud.output, made())
