from prefect import flow, task
from prefect.schedules import RRule


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(name="scheduled", schedule=RRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=6"))
