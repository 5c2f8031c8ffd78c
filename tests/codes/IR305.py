# target: dagster
from datetime import date

from prefect import flow, task


@task
def show(day):
    return day.year


@flow
def daily(day: date):
    show(day)
