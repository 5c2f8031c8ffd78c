from prefect import allow_failure
from prefect import flow, task


@task
def a() -> int:
    return 1


@task
def b(x):
    return x


@flow
def main():
    future = a.submit()
    b.submit(allow_failure(future)).result()
