from dagster import asset, sensor


@asset
def rows():
    return [1]


@sensor(job_name="load")
def on_file(context):
    yield None
