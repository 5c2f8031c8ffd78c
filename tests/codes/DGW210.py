# target: dagster
from prefect import flow, task


@task
def files():
    return [1, 2]


@task
def load(path):
    return path


@flow
def etl():
    return load.map(files.submit())
