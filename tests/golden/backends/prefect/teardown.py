from prefect import flow, task
from prefect.futures import wait

ROOT = "/data"


@task
def make():
    return []


@task
def load_eu():
    return []


@task
def load_us():
    return []


@task
def total(a, b):
    return [a, b]


# polydag PFW202: `delete` (trigger rule all_done_setup_success) runs in a `finally` block
@task
def delete():
    return []


@flow
def teardown():
    make()
    try:
        a = load_eu.submit()
        b = load_us.submit()
        wait([a, b])
        a.result()
        b.result()
        total(a.result(), b.result())
    finally:
        delete(return_state=True)


if __name__ == "__main__":
    teardown()
