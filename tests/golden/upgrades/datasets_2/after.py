"""Two DAGs that meet in a dataset."""
import pendulum
from airflow.sdk import (
    DAG,
    Asset,
    AssetOrTimeSchedule,
    CronDataIntervalTimetable,
    CronTriggerTimetable,
    Metadata,
    task,
)

ORDERS = Asset("s3://shop/orders")

# polydag AFW201: `make_orders` keeps data intervals: a run is named after the interval before it
with DAG("make_orders", schedule=CronDataIntervalTimetable("@daily", timezone="UTC"), start_date=pendulum.datetime(2024, 1, 1), catchup=True):

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
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 * * *", timezone="UTC"),
        assets=(ORDERS | Asset("s3://shop/returns")),
    ),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
):
    use()
# told: AFW201 `make_orders` keeps data intervals: a run is named after the interval before it
