# target: dagster
import pendulum
from airflow.sdk import dag, task


@task
def show():
    return pendulum.now().isoformat()


@dag
def clock():
    show()


clock()
