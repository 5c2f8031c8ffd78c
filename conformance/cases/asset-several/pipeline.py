from dagster import AssetOut, Definitions, asset, define_asset_job, multi_asset


@multi_asset(outs={"customers": AssetOut(), "orders": AssetOut()})
def extracted() -> tuple[list[str], list[int]]:
    """Both tables in one call."""
    return ["a"], [1, 2]


@asset
def customer_count(customers: list[str]) -> int:
    return len(customers)


@asset
def order_total(orders: list[int]) -> int:
    return sum(orders)


asset_several = define_asset_job("asset_several", selection=[extracted, customer_count, order_total])

defs = Definitions(assets=[extracted, customer_count, order_total], jobs=[asset_several])
