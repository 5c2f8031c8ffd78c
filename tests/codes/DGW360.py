# target: dagster
"""A run that must have ended an hour after it was queued."""

from datetime import timedelta

from airflow.sdk import DAG, AsyncCallback, DeadlineAlert, DeadlineReference, task


async def late(**kwargs):
    print("late")


with DAG(
    "etl",
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=1),
        callback=AsyncCallback(late),
    ),
):

    @task
    def load():
        return 1

    load()
