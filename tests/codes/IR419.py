"""A key that is not there."""

from airflow import DAG

settings = {}
dag = DAG("broken", schedule=settings["schedule"])
