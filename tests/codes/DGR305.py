from dagster import asset, define_asset_job

from elsewhere import chosen


@asset
def rows():
    return 1


some = define_asset_job("some", selection=chosen())
