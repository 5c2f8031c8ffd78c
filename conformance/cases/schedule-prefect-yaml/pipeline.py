from prefect import flow, task


@task
def one(region):
    return region


@flow
def scheduled(region: str = "eu"):
    one(region)


@flow
def other():
    one("us")
