import pendulum
from airflow.sdk import dag, task
from airflow.timetables.events import EventsTimetable

DAYS = [
    pendulum.datetime(2027, 3, 3, 8, tz="UTC"),
    pendulum.datetime(2026, 5, 4, 11, 30, tz="Europe/Berlin"),
    pendulum.datetime(2026, 3, 3, 8, tz="UTC"),
    pendulum.datetime(2024, 3, 3, 8, tz="UTC"),
]


@dag(schedule=EventsTimetable(event_dates=DAYS, description="Release days"))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
