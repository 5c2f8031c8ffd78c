from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def has_rows(rows):
    return bool(rows)


@task
def load(rows):
    return [rows]


@task
def report():
    return []


@task
def audit():
    return []


@flow
def gated():
    rows = extract()
    audit_future = audit.submit()
    go_on = has_rows(rows)
    if go_on:
        load(rows)
        report()
    return audit_future


if __name__ == "__main__":
    gated()
