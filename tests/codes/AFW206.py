# target: airflow
from dagster import AssetCheckResult, asset, asset_check


@asset
def rows():
    return [1]


@asset_check(asset=rows)
def has_rows(rows):
    return AssetCheckResult(passed=len(rows) > 0)
