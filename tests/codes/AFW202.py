# target: airflow
from prefect import flow, task


@task
def fetch():
    return [1]


@task
def publish(count):
    print(count)


@flow
def computed():
    rows = fetch()
    publish(len(rows) * 2)
