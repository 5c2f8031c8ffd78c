# target: airflow
from prefect import flow, task


@task
def one():
    return 1


@task
def show(number):
    print(number)


@flow
def doubling():
    def double(number):
        return number * 2

    show(double(one()))
