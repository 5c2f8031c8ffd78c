"""Iterations of a loop over a variable that differ: each is given what the one before made."""

from airflow.sdk import DAG, Variable, task

with DAG("etl"):

    @task
    def add(total, amount):
        return total + amount

    total = add(0, 0)
    for amount in Variable.get("amounts", deserialize_json=True):
        total = add(total, amount)
