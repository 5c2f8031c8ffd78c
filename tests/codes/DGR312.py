"""A check that is given every partition."""

from dagster import (
    AssetCheckResult,
    DailyPartitionsDefinition,
    Definitions,
    asset,
    asset_check,
    define_asset_job,
)

daily = DailyPartitionsDefinition(start_date="2026-01-01")


@asset(partitions_def=daily)
def orders() -> list:
    return [1, 2]


@asset_check(asset=orders)
def is_filled(orders: list) -> AssetCheckResult:
    return AssetCheckResult(passed=len(orders) > 0)


orders_job = define_asset_job("orders_job", selection=[orders], partitions_def=daily)
defs = Definitions(assets=[orders], asset_checks=[is_filled], jobs=[orders_job])
