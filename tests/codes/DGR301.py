from dagster import asset


@asset(colour="blue")
def rows():
    return [1]
