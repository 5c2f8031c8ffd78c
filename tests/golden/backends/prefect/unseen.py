from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def audit(rows):
    return [rows]


@task
def load(rows):
    return [rows]


@flow
def unseen():
    rows = extract()
    audit.submit(rows)
    load(rows)


if __name__ == "__main__":
    unseen()
