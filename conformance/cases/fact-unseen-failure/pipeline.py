from prefect import flow, task


@task
def extract():
    return [1, 2]


@task
def audit(rows):
    return len(rows)


@task
def load(rows):
    return len(rows)


@flow
def fact_unseen_failure():
    rows = extract()
    audit.submit(rows)
    load(rows)
