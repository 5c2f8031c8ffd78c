"""Assets that may not be made: one by itself, and one of several."""

from dagster import AssetOut, Definitions, Output, asset, define_asset_job, multi_asset


@asset(output_required=False)
def orders():
    found = ["a"]
    if found:
        yield Output(found)


@asset
def revenue(orders) -> int:
    return len(orders)


@multi_asset(outs={"returns": AssetOut(is_required=False), "customers": AssetOut()})
def imported():
    yield Output(["r"], "returns")
    yield Output(["c"], "customers")


@asset
def losses(returns) -> int:
    return len(returns)


@asset
def people(customers) -> int:
    return len(customers)


@asset
def margin(revenue, losses) -> int:
    return revenue - losses


@asset(deps=["returns"])
def audit() -> int:
    return 1


skip_optional_assets = define_asset_job("skip_optional_assets", selection="*")

defs = Definitions(
    assets=[orders, revenue, imported, losses, people, margin, audit], jobs=[skip_optional_assets]
)
