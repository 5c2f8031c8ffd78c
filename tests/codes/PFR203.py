from prefect import flow, task


@task
def extract():
    return 1


@task
def load(rows):
    return rows


@flow
def etl():
    load(extract.submit())
