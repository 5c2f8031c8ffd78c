from prefect import flow, task
from prefect.schedules import RRule


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(name="scheduled", schedule=RRule("DTSTART:20260110T060000\nRRULE:FREQ=DAILY;UNTIL=20260112T060000"))
