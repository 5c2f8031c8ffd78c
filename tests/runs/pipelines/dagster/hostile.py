import threading

import dagster as dg


@dg.op
def shout():
    print("x" * 10_000_000)
    return 1


@dg.op
def leave():
    raise SystemExit("enough")


@dg.op
def unpicklable():
    return threading.Lock()


@dg.op
def after(value):
    return 1


@dg.job
def shouting():
    after(shout())


@dg.job
def leaving():
    after(leave())


@dg.job
def handing_on():
    after(unpicklable())
