from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def archive(rows):
    return [rows]


@task
def split(rows):
    return rows[:1], rows[1:]


@task
def first(head):
    return [head]


@task
def rest(tail):
    return [tail]


@flow
def two_ends():
    rows = extract()
    archive_future = archive.submit(rows)
    head, tail = split(rows)
    first_future = first.submit(head)
    rest_future = rest.submit(tail)
    return [archive_future, first_future, rest_future]


if __name__ == "__main__":
    two_ends()
