from dagster import asset


@asset
def totals(rows):
    return sum(rows)
