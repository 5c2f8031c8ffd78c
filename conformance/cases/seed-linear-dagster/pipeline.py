from dagster import asset


@asset
def step1():
    """The asset above."""
    return 1


@asset
def step2(step1): pass
