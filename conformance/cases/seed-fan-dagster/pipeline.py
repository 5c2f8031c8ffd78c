from dagster import asset


def combine_all(parts):
    """Stands in for the team's combination."""
    return sum(parts)


@asset
def transform_a():
    return 1


@asset
def transform_b():
    return 2


@asset
def transform_c():
    return 3


@asset
def aggregate(transform_a, transform_b, transform_c):
    return combine_all([transform_a, transform_b, transform_c])
