from dagster import Definitions, asset, define_asset_job


def process_region(region):
    print("process_region")


@asset
def process_us_east():
    return process_region(region="us-east")


@asset
def process_us_west():
    return process_region(region="us-west")


regions = define_asset_job("regions", selection=[process_us_east, process_us_west])

defs = Definitions(assets=[process_us_east, process_us_west], jobs=[regions])
# told: DGW001 `regions` is written as assets: data passes between tasks that all must succeed
