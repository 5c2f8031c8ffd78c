from prefect import flow, task
from prefect.schedules import RRule


@task
def close():
    return 1


@flow
def month():
    close()


if __name__ == "__main__":
    month.serve(schedule=RRule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"))
