from prefect import flow, task
from prefect.tasks import exponential_backoff

ROOT = "/data"


def page(task, task_run, state):
    return [context]


TASK_DEFAULTS = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(backoff_factor=30),
    "timeout_seconds": 3600,
    "on_failure": [page],
}


@task(**TASK_DEFAULTS)
def extract():
    return []


@task(**TASK_DEFAULTS | {"retries": 0, "retry_delay_seconds": 0})
def load(rows):
    return [rows]


@flow
def defaults():
    rows = extract()
    load(rows)


if __name__ == "__main__":
    defaults()
