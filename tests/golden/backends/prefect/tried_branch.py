from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def publish():
    return []


@task
def load():
    return []


@flow
def tried_branch():
    try:
        rows = extract()
        if rows:
            publish()
    except Exception:
        pass
    load()


if __name__ == "__main__":
    tried_branch()
