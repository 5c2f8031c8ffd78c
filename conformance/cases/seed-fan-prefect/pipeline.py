from prefect import flow, task


@task
def extract():
    return [1, 2]


@task
def transform_a(data):
    return data + [3]


@task
def transform_b(data):
    return data + [4]


@task
def transform_c(data):
    return data + [5]


@task
def aggregate(results):
    return sum(sum(result) for result in results)


@flow
def fan_out_in():
    data = extract()
    results = [transform_a(data), transform_b(data), transform_c(data)]
    aggregate(results)
