from dagster import asset


@asset
def report(rows):
    return len(rows)
