# target: dagster
from airflow.sdk import dag, task


@dag
def etl():
    @task
    def orders():
        return 1

    @task
    def total(amount: float):
        print(amount)

    total(orders())


etl()
