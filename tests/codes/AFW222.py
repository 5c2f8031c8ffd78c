# target: airflow
from pathlib import Path

from prefect import flow, task


@task
def report() -> Path:
    return Path("report.csv")


@flow
def reporting():
    report()
