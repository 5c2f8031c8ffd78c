import threading

from prefect import flow, task


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


@flow
def shouting():
    after(shout())


@flow
def leaving():
    after(leave())


@flow
def handing_on():
    after(unpicklable())
