# target: dagster
"""Two tasks that make one asset."""

from airflow.sdk import DAG, Asset, task

ORDERS = Asset("orders")


@task(outlets=[ORDERS])
def first():
    return 1


@task(outlets=[ORDERS])
def second():
    return 2


with DAG("one"):
    first()

with DAG("two"):
    second()
