from prefect import flow, task


@task(colour="blue")
def a():
    return 1


@flow
def main():
    a()
