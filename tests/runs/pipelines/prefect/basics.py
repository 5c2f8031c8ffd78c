from datetime import timedelta

from prefect import flow, task
from prefect.states import Completed
from prefect.tasks import task_input_hash


@task
def extract(source: str = "api") -> list[int]:
    return [1, 2]


@task(retries=2, retry_delay_seconds=[10, 60])
def transform(rows):
    return len(rows)


@task
def load(n):
    return "done"


@flow
def linear(source: str):
    return load(transform(extract(source)))


@task
def choose():
    return "left"


@task
def left():
    return "left"


@task
def right():
    return "right"


@task
def join(taken):
    return taken


@flow
def branching():
    taken = choose()
    branches = []
    if taken == "left":
        branches.append(left.submit())
    if taken == "right":
        branches.append(right.submit())
    return join.submit(branches)


@task
def numbers():
    return [1, 2, 3]


@task
def double(n):
    return 2 * n


@task
def total(values):
    return len(values)


@flow
def mapped():
    return total.submit(double.map(numbers()))


@task
def crash():
    import os

    os._exit(7)


@flow
def crashing():
    extract()
    load(crash())


@task
def skip():
    return Completed(name="Skipped", message="nothing to do")


@flow
def skipping():
    skip()


@flow
def inner(n):
    return transform(n)


@flow
def outer():
    inner(extract("a"))
    return extract("b")


@task
async def fetch(n):
    return n


@flow
async def concurrent():
    import asyncio

    return await asyncio.gather(fetch(1), fetch(2))


def pick(n):
    return "never"


@flow
def inlined():
    return load(pick(1))


@task
def hang():
    import time

    time.sleep(600)


@flow
def hanging():
    hang()


@task(cache_key_fn=task_input_hash, cache_expiration=timedelta(hours=1))
def remembered(source):
    return source


@flow
def remembering():
    remembered("a")
    return remembered("a")


@flow
def repeating():
    extract("a")
    extract("a")


def ring(task, run, state):
    import os

    os._exit(9)


def page(flow, run, state):
    import os

    os._exit(9)


@task(on_failure=[ring])
def alarmed():
    return 1


@flow(on_failure=[page])
def calling_back():
    alarmed()
