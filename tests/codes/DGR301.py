from dagster import asset


@asset(new_argument=3)
def rows():
    return 1
