from prefect import flow, task
from prefect.schedules import RRule


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(name="scheduled", schedule=RRule("FREQ=MONTHLY;BYDAY=1MO;BYHOUR=5;BYMINUTE=30", timezone="Asia/Tokyo"))
