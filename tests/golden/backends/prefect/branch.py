import functools

from prefect import flow, task

ROOT = "/data"


def one_of(*labels: str | None):
    """Fail a choice that gives none of these labels, for which an `if` would run nothing."""

    def decorate(choose):
        @functools.wraps(choose)
        def checked(*args, **kwargs):
            taken = choose(*args, **kwargs)
            if taken not in labels:
                raise ValueError(f"{taken!r} is none of {labels}")
            return taken

        return checked

    return decorate


@task
def extract():
    return []


@task
def archive():
    return []


@task
@one_of("load_full", "load_delta")
def choose_load(rows):
    if len(rows) > 10:
        return "load_full"
    return "load_delta"


@task
def load_full():
    return []


@task
def load_delta():
    return []


@task
def report():
    return []


# polydag PFW201: `notify` (trigger rule one_failed) runs in an `except` block
@task
def notify():
    return []


@flow
def orders():
    try:
        rows = extract()
        archive_future = archive.submit()
        taken = choose_load(rows)
        if taken == "load_full":
            load_full()
        else:
            load_delta()
        archive_future.result()
    except Exception:
        notify()
        raise
    report()


if __name__ == "__main__":
    orders()
