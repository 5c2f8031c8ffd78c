from dagster import RunRequest, asset, define_asset_job, sensor


@asset
def rows():
    return 1


every = define_asset_job("every", selection="*")


@sensor(job=every)
def on_file():
    yield RunRequest()
