# target: airflow
from dagster import Out, Output, job, op


@op(out={"orders": Out(is_required=False), "returns": Out(is_required=False)})
def split():
    yield Output([1], "orders")
    yield Output([2], "returns")


@op
def merged(parts):
    return len(parts)


@job
def merging():
    orders, returns = split()
    merged([orders, returns])
