from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def full(data):
    return [data]


@task
def incremental(data):
    return [data]


@flow
def conditional_flow():
    data = extract()
    if len(data) > 1000:
        full(data)
    else:
        incremental(data)


if __name__ == "__main__":
    conditional_flow()
