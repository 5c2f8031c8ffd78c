from prefect import flow, task


@task
def a() -> int:
    return 1


@task
def b(x):
    return x


@flow
def main():
    x = a()
    if x < 0:
        raise ValueError(x)
    b(x)
