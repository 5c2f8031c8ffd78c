from dagster import AssetIn, AssetSelection, Definitions, asset, define_asset_job


@asset(key_prefix="first_etl")
def extract():
    return ["extract"]


@asset(key_prefix="first_etl", ins={"rows": AssetIn(["first_etl", "extract"])})
def load(rows):
    return ["load"]


@asset(name="extract", key_prefix="second_etl")
def second_etl_extract():
    return ["extract_second"]


@asset(
    name="load",
    key_prefix="second_etl",
    ins={"rows": AssetIn(["second_etl", "extract"])},
)
def second_etl_load(rows):
    return ["load_second"]


first_etl = define_asset_job(
    "first_etl", selection=AssetSelection.key_prefixes("first_etl")
)

second_etl = define_asset_job(
    "second_etl", selection=AssetSelection.key_prefixes("second_etl")
)

defs = Definitions(
    assets=[extract, load, second_etl_extract, second_etl_load],
    jobs=[first_etl, second_etl],
)
# told: DGW001 `first_etl` is written as assets: data passes between tasks that all must succeed
# told: DGW003 the asset keys of `first_etl` begin with `first_etl`, as task names like `extract` are too general
# told: DGW001 `second_etl` is written as assets: data passes between tasks that all must succeed
# told: DGW003 the asset keys of `second_etl` begin with `second_etl`, as task names like `extract` are too general
