from dagster import AssetCheckResult, Definitions, asset, asset_check, define_asset_job


@asset
def orders() -> int:
    return 3


@asset_check(asset=orders, blocking=True)
def has_rows(orders: int) -> AssetCheckResult:
    return AssetCheckResult(passed=orders > 0)


@asset_check(asset=orders)
def looks_usual(orders: int) -> AssetCheckResult:
    return AssetCheckResult(passed=orders < 1000)


@asset
def revenue(orders: int) -> int:
    return orders * 2


check_blocking = define_asset_job("check_blocking", selection="*")

defs = Definitions(
    assets=[orders, revenue], asset_checks=[has_rows, looks_usual], jobs=[check_blocking]
)
