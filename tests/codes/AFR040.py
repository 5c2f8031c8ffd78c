"""A file that loads in Airflow 2 and in Airflow 3."""

from airflow.decorators import dag, task


@task
def load(): ...


@dag(schedule="@daily")
def etl():
    load()


etl()
