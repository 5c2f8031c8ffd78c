# target: dagster
from prefect import flow, task


@task
def rate(region):
    return 1


@task
def price(item):
    return 2


@flow
def etl():
    rates = rate.map(["north"])
    price.map(["tea"], wait_for=[rates]).wait()
