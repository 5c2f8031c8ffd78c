"""A direct call that is given a future, and one that takes its result."""

from prefect import flow, task


@task
def fetch():
    return [1, 2]


@task
def clean(rows):
    return rows


@task
def load(rows):
    return rows


@flow
def state_prefect_direct_over_future():
    fetched = fetch.submit()
    cleaned = clean(fetched)
    load(cleaned)
