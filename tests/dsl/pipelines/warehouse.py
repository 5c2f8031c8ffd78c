"""dbt between two tasks."""

from polydag import Pipeline, dbt, task


@task
def stage():
    return "staged"


@task
def announce():
    print("built")


with Pipeline("warehouse") as warehouse:
    built = dbt("staging", "build", "--fail-fast", project="dbt", select="staging", retries=1)
    stage() >> built >> announce()
