import threading

from airflow.sdk import dag, task


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


@dag(schedule=None)
def shouting():
    after(shout())


@dag(schedule=None)
def leaving():
    after(leave())


@dag(schedule=None)
def handing_on():
    after(unpicklable())


shouting(), leaving(), handing_on()
