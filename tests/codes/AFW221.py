# target: airflow
from datetime import datetime, timedelta, timezone

from prefect import flow, task
from prefect.schedules import Interval


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(
        name="scheduled",
        schedule=Interval(
            timedelta(hours=6), anchor_date=datetime(2026, 1, 1, 1, tzinfo=timezone.utc)
        ),
    )
