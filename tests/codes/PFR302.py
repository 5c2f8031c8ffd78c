from prefect import flow, task


@task
def a() -> int:
    return 1


@task
def b(x):
    return x


@flow(retries=2)
def inner():
    a()


@flow
def main():
    inner()
