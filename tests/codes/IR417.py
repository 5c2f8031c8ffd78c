"""A relative import that leads nowhere."""

from airflow.sdk import DAG

from .nowhere import settings

dag = DAG("lost", default_args=settings)
