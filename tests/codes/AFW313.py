# target: airflow
from pathlib import Path

from prefect import flow, task


@task
def report() -> Path:
    return Path("report.csv")


@task
def show(paths):
    print(paths)


@flow
def reporting():
    path = report()
    show(path)
    show([path])
