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

    @task
    def total(loaded):
        return len(loaded)

    total(load.expand(city=cities()))


mapped()
