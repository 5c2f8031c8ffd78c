# target: airflow@2.11
from polydag import Pipeline, cron, task


@task
def load() -> int:
    return 1


with Pipeline("etl", schedule=cron("0 2 * * *")) as etl:
    load()
