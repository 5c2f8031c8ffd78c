"""A DAG without tasks."""

from airflow import DAG

with DAG("nothing"):
    pass
