import datetime
import threading

from airflow.decorators import dag, task


@task
def shout():
    print("x" * 10_000_000)
    return 1


@task
def leave():
    raise SystemExit("enough")


@task
def unpicklable():
    return threading.Lock()


@task
def after(value):
    return 1


@dag(schedule=None, start_date=datetime.datetime(2024, 1, 1))
def shouting():
    after(shout())


@dag(schedule=None, start_date=datetime.datetime(2024, 1, 1))
def leaving():
    after(leave())


@dag(schedule=None, start_date=datetime.datetime(2024, 1, 1))
def handing_on():
    after(unpicklable())


shouting(), leaving(), handing_on()
