from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def transform_a(data):
    return [data]


@task
def transform_b(data):
    return [data]


@task
def transform_c(data):
    return [data]


@task
def aggregate(a, b, c):
    return [a, b, c]


@flow
def fan():
    data = extract()
    a = transform_a.submit(data)
    b = transform_b.submit(data)
    c = transform_c.submit(data)
    aggregate(a.result(), b.result(), c.result())


if __name__ == "__main__":
    fan()
