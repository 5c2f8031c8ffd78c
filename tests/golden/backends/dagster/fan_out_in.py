from dagster import (
    AssetSelection,
    Definitions,
    asset,
    define_asset_job,
    load_assets_from_current_module,
)


@asset
def extract():
    print("extract")


@asset(deps=[extract])
def transform_a():
    print("transform_a")


@asset(deps=[extract])
def transform_b():
    print("transform_b")


@asset(deps=[extract])
def transform_c():
    print("transform_c")


@asset(deps=[transform_a, transform_b, transform_c])
def aggregate():
    print("aggregate")


fan = define_asset_job("fan", selection=AssetSelection.key_prefixes("fan"))

defs = Definitions(assets=load_assets_from_current_module(key_prefix="fan"), jobs=[fan])
# told: DGW001 `fan` is written as assets: data passes between tasks that all must succeed
# told: DGW003 the asset keys of `fan` begin with `fan`, as task names like `extract` are too general
