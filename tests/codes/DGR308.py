from dagster import Out, Output, job, op


@op(out=Out(is_required=False))
def maybe():
    if False:
        yield Output(1)


@op
def show(number):
    print(number)


@job
def optional():
    show(maybe())
