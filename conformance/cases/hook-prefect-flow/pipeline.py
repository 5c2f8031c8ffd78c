"""A flow that tells how its run ended; nobody is there to hear of a failure."""

from prefect import flow, task


def done(flow, flow_run, state):
    print("all is well")


def call_for_help(flow, flow_run, state):
    raise ConnectionError("no network")


@task
def load() -> int:
    return 1


@task
def report(rows: int) -> int:
    return rows


@flow(on_completion=[done], on_failure=[call_for_help])
def hook_prefect_flow():
    report(load())
