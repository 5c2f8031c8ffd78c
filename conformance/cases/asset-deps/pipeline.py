from dagster import AssetExecutionContext, Definitions, asset, define_asset_job


@asset(group_name="sales")
def orders() -> list[int]:
    return [1, 2]


@asset(group_name="sales")
def revenue(orders: list[int]) -> int:
    return sum(orders)


@asset(deps=[revenue], group_name="sales")
def exported(context: AssetExecutionContext) -> None:
    context.log.info("exported")


asset_deps = define_asset_job("asset_deps", selection=[orders, revenue, exported])

defs = Definitions(assets=[orders, revenue, exported], jobs=[asset_deps])
