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
    if x > 3:
        return x
    return b(x)
