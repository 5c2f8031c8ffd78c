from dagster import job, op


@op
def count():
    return 1


@op
def show(number):
    print(number)


@job
def computed():
    show(count() + 1)
