"""A factory that calls itself."""

from airflow import DAG


def make(depth):
    return make(depth + 1)


with DAG("endless"):
    make(0)
