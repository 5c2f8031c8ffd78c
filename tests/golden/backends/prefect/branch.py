from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def archive():
    return []


@task
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
        elif taken == "load_delta":
            load_delta()
        else:
            raise ValueError(
                f"choose_load returned {taken!r}, which is none of its branches"
            )
        archive_future.result()
    except Exception:
        notify()
        raise
    report()


if __name__ == "__main__":
    orders()
