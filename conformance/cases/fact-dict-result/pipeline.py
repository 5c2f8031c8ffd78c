from prefect import flow, task


@task
def count() -> dict:
    """How many of each size."""
    return {1: 10, 2: 20}


@task
def total(sizes: dict) -> int:
    return sum(sizes.values())


@flow
def fact_dict_result():
    total(count())
