"""Two DAGs that meet in a dataset."""
import pendulum
from airflow import DAG, Dataset
from airflow.datasets.metadata import Metadata
from airflow.decorators import task
from airflow.timetables.datasets import DatasetOrTimeSchedule
from airflow.timetables.trigger import CronTriggerTimetable

ORDERS = Dataset("s3://shop/orders")

with DAG("make_orders", schedule="@daily", start_date=pendulum.datetime(2024, 1, 1), catchup=True):

    @task(outlets=[ORDERS])
    def make(ds=None):
        yield Metadata(ORDERS, {"day": ds})

    make()

with DAG("use_orders", schedule=[ORDERS], start_date=pendulum.datetime(2024, 1, 1)):

    @task(inlets=[ORDERS])
    def use():
        print("used")

    use()

with DAG(
    "use_or_wait",
    schedule=DatasetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 * * *", timezone="UTC"),
        datasets=(ORDERS | Dataset("s3://shop/returns")),
    ),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
):
    use()
