"""A body reads an asset object of the module."""

from airflow.sdk import DAG, Asset, task

ORDERS = Asset("orders")


@task
def load():
    print(ORDERS)


with DAG("etl"):
    load()
