"""A DAG without tasks."""

from airflow.sdk import DAG

with DAG("nothing"):
    pass
