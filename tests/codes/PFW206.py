# target: prefect
from airflow.sdk import dag, task


@dag(schedule=None)
def mapped():
    @task
    def cities():
        return ["Bern", "Basel"]

    @task
    def load(city):
        return city

    load.expand(city=cities())


mapped()
