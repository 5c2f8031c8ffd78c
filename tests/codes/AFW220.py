# target: airflow
from dagster import ScheduleDefinition, job, op


@op
def load():
    return 1


@job
def nightly():
    load()


schedule = ScheduleDefinition(
    job=nightly, cron_schedule="30 2 * * *", execution_timezone="Europe/Berlin"
)
