# target: prefect
from dagster import AssetCheckResult, asset, asset_check


@asset
def orders():
    return [1, 2]


@asset_check(asset=orders)
def has_rows(orders):
    return AssetCheckResult(passed=len(orders) > 0)
