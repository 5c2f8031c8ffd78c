"""One asset at two addresses."""

from airflow.sdk import Asset, asset, dag, task


@asset(uri="s3://lake/orders", schedule="@daily")
def orders():
    return 1


@dag(schedule=[Asset("orders", uri="s3://shop/orders")])
def totals():
    @task
    def total():
        return 2

    total()


totals()
