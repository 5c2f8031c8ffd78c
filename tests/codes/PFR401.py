from prefect import flow, task


@task
def a() -> int:
    return 1


@task
def b(x):
    return x


@flow
def main():
    if a() > 1:
        x = b(1)
    else:
        x = b(2)
    b(x)
