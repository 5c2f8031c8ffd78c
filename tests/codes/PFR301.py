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
    future.wait()
    b(1)
