from dagster import AssetCheckResult, asset


@asset
def my_asset():
    """Stands in for the team's asset."""
    return [1, 2, 3]


# Dagster: Asset checks
from dagster import asset_check

@asset_check(asset=my_asset)
def check_row_count(asset_df):
    if len(asset_df) < 100:
        return AssetCheckResult(passed=False, description="Too few rows")
    return AssetCheckResult(passed=True)
