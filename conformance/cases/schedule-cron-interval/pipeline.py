from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task


@dag(
    schedule=CronTriggerTimetable(
        "0 6 * * 1", timezone="UTC", interval=timedelta(days=7), run_immediately=True
    )
)
def scheduled():
    @task
    def one(ds: str):
        return ds

    one()


scheduled()
