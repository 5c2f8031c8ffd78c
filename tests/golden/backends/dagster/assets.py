from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    Definitions,
    asset,
    asset_check,
    define_asset_job,
)


@asset(group_name="ingest")
def raw(context: AssetExecutionContext):
    context.log.info("reading")
    return [1]


@asset_check(asset=raw, blocking=True)
def row_count(raw):
    return AssetCheckResult(passed=len(raw) > 0)


@asset(key_prefix=["warehouse"], kinds={"python"})
def clean(raw):
    return ["clean"]


analytics = define_asset_job("analytics", selection=[raw, clean])

defs = Definitions(assets=[raw, clean], asset_checks=[row_count], jobs=[analytics])
# told: DGW001 `analytics` is written as assets: data passes between tasks that all must succeed
