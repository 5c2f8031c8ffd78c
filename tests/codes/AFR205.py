"""A template that counts the rounds of its loop."""

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("etl", params={"tables": ["a", "b"]}):
    BashOperator(
        task_id="run",
        bash_command="{% for t in params.tables %}echo {{ loop.index }} {{ t }}\n{% endfor %}",
    )
