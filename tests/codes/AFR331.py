"""An asset that reads another one."""

from airflow.sdk import asset


@asset(schedule="@daily")
def orders():
    return 1


@asset(schedule=[orders])
def totals(self, orders):
    print(self, orders)
