# target: airflow
from prefect import flow, task
from prefect.schedules import Cron


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(name="scheduled", schedules=[Cron("0 6 * * *"), Cron("0 6,18 * * 1")])
