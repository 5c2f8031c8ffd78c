from prefect import allow_failure, flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def load(rows):
    return [rows]


# polydag PFW203: the trigger rule all_done of `cleanup` is evaluated by the flow
@task
def cleanup():
    return []


@flow
def cleanup_succeeds():
    rows = extract.submit()
    load_future = load.submit(rows)
    cleanup_future = cleanup.submit(wait_for=[allow_failure(load_future)])
    return [cleanup_future]


if __name__ == "__main__":
    cleanup_succeeds()
