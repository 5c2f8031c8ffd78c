from prefect import flow, task


@task(task_run_name="run-{x}")
def a(x):
    return x


@flow
def main():
    a(1)
