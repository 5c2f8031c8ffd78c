"""A task that tells of its end and of its failure, and one whose hook is put on it afterwards."""

from prefect import flow, task


def began(task, task_run, state):
    print("it begins")


def tell(task, task_run, state):
    print(f"{task_run.name} ended: {state.name}")


@task(
    retries=1,
    retry_delay_seconds=5,
    on_running=[began],
    on_failure=[tell],
    on_completion=[tell],
)
def load() -> int:
    return 1


@task
def report(rows: int) -> int:
    return rows


@report.on_completion
def sent(task, task_run, state):
    print("the report is out")


@flow
def hook_prefect():
    report(load())
