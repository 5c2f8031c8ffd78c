from dagster import AssetIn, Definitions, asset, define_asset_job


@asset
def first():
    return ["first"]


@asset
def second():
    return ["second"]


def merge_all(parts):
    return ["merge_all"]


@asset(name="merge_all")
def merge_all_op(first, second):
    return merge_all(parts=[first, second])


@asset(ins={"rows": AssetIn("merge_all")})
def tell_size(rows):
    size = len(rows)
    print("tell_size")


combined = define_asset_job(
    "combined", selection=[first, second, merge_all_op, tell_size]
)

defs = Definitions(assets=[first, second, merge_all_op, tell_size], jobs=[combined])
# told: DGW001 `combined` is written as assets: data passes between tasks that all must succeed
