from functools import partial

from prefect import flow, task


def page(who, task, task_run, state):
    print(who)


@task(on_failure=[partial(page, "ops")])
def load():
    return 1


@flow
def main():
    load()
