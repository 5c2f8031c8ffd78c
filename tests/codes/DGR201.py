from dagster import Failure, job, op


@op
def load():
    raise Failure("no rows")


@job
def failing():
    load()
