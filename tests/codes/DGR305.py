import os

from dagster import asset, define_asset_job


@asset
def rows():
    return [1]


nightly = define_asset_job("nightly", selection=os.environ["SELECTION"])
