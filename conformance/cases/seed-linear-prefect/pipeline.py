from prefect import flow, task


@task
def step1():
    return 1


@task
def step2(a):
    return a + 1


@task
def step3(b):
    return b + 1


@flow
def pipeline():
    a = step1()
    b = step2(a)
    c = step3(b)
