from dagster import job, op


@op
def extract():
    return [1]


@op
def load(rows):
    return len(rows)


@job
def etl():
    load(str(extract()))
