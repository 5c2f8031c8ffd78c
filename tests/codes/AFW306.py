# target: airflow
from dagster import op, job


@op
def load(context):
    context.instance.wipe()


@job
def wiping():
    load()
