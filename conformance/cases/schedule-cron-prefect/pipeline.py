from prefect import flow, task
from prefect.schedules import Cron


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(name="scheduled", schedule=Cron("15 8 * * 1", timezone="America/New_York"))
