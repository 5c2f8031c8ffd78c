from dagster import AssetSpec, MaterializeResult, asset, multi_asset


@multi_asset(specs=[AssetSpec("orders", skippable=True), AssetSpec("customers")])
def imported(context):
    if context.run_id:
        yield MaterializeResult(asset_key="orders")
    yield MaterializeResult(asset_key="customers")


@asset(deps=["orders"])
def revenue():
    return 1
