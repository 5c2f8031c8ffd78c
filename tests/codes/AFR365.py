import os

from airflow.sdk import DAG, Param, task

with DAG("etl", schedule=None, params={"region": Param("eu", enum=os.environ["REGIONS"].split())}):

    @task
    def load(params): ...

    load()
