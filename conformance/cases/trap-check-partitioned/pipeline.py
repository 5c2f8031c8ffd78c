"""A daily asset with a blocking check, which is partitioned like it."""

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    DailyPartitionsDefinition,
    Definitions,
    asset,
    asset_check,
    define_asset_job,
)

daily = DailyPartitionsDefinition(start_date="2026-01-01")


@asset(partitions_def=daily)
def orders(context: AssetExecutionContext) -> list:
    return [context.partition_key]


@asset_check(asset=orders, blocking=True, partitions_def=daily)
def is_of_its_day(orders: list) -> AssetCheckResult:
    return AssetCheckResult(passed=len(orders) == 1)


@asset(partitions_def=daily)
def revenue(orders: list) -> int:
    return len(orders)


check_partitioned = define_asset_job("check_partitioned", selection="*", partitions_def=daily)

defs = Definitions(assets=[orders, revenue], asset_checks=[is_of_its_day], jobs=[check_partitioned])
