# target: airflow
from dagster import Config, ScheduleDefinition, job, op


class Limits(Config):
    rows: int


@op
def load(config: Limits):
    print(config.rows)


@job
def limited():
    load()


nightly = ScheduleDefinition(job=limited, cron_schedule="0 2 * * *")
