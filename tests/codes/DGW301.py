# target: dagster
from prefect import flow, task


@task
def accounts():
    return [1, 2]


@task
def write(account):
    return account


@flow
def etl():
    for account in accounts():
        write(account)
