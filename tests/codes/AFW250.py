# target: airflow@2.11
from polydag import Pipeline, task


@task(retries=3, retry_delay=[10, 60])
def load() -> int:
    return 1


with Pipeline("etl") as etl:
    load()
