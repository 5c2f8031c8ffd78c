# target: airflow@2.11
from polydag import Pipeline, task


@task
def extract() -> int:
    return 1


@task(trigger_rule="all_done_min_one_success")
def load() -> int:
    return 1


with Pipeline("etl") as etl:
    extract() >> load()
