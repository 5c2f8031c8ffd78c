"""A key that is not there."""

from airflow.sdk import DAG

settings = {}
dag = DAG("broken", schedule=settings["schedule"])
