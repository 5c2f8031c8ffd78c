"""A factory that calls itself."""

from airflow.sdk import DAG


def make(depth):
    return make(depth + 1)


with DAG("endless"):
    make(0)
