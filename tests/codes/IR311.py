# target: airflow
from prefect import flow, task


def page(task, task_run, state):
    print(task.name, task_run.start_time)


@task(on_failure=[page])
def load():
    return 1


@flow
def main():
    load()
