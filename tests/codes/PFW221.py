# target: prefect
from dagster import Definitions, ScheduleDefinition, job, op


@op
def one():
    return 1


@job
def scheduled():
    one()


schedule = ScheduleDefinition(job=scheduled, cron_schedule=["0 6 * * *", "0 6,18 * * 1"])
defs = Definitions(jobs=[scheduled], schedules=[schedule])
