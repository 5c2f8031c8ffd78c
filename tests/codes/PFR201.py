from prefect import flow, task


@task
def a() -> int:
    return 1


@task
def b(x):
    return x


@flow
def main():
    for x in a():
        y = b(x)
        b(y)
