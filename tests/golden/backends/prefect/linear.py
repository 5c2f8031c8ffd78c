import json

from prefect import flow, task

ROOT = "/data"


@task(retries=2, retry_delay_seconds=300)
def extract():
    """Stage the rows."""
    rows = json.loads(ROOT)
    return str(rows), len(rows)


@task
def load(path, row_count):
    return [path, row_count]


@flow
def linear_etl():
    path, row_count = extract()
    load(path, row_count)


if __name__ == "__main__":
    linear_etl.serve(name="linear_etl", cron="0 2 * * *", tags=["production"])
