from prefect import flow, task


@task
def extract():
    return [1, 2, 3]


@task
def full_process(data):
    return len(data)


@task
def incremental_process(data):
    return -len(data)


# Prefect
@flow
def conditional_flow():
    data = extract()
    if len(data) > 1000:
        full_process(data)
    else:
        incremental_process(data)
