from dagster import AssetExecutionContext, Definitions, define_asset_job
from dagster_dbt import DbtCliResource, dbt_assets


@dbt_assets(manifest="/dbt/target/manifest.json")
def models(context: AssetExecutionContext, dbt: DbtCliResource):
    yield from dbt.cli(["build"], context=context).stream()


dbt_models = define_asset_job("dbt_models", selection=[models])

defs = Definitions(
    assets=[models],
    jobs=[dbt_models],
    resources={"dbt": DbtCliResource(project_dir="/dbt")},
)
# told: DGW001 `dbt_models` is written as assets: data passes between tasks that all must succeed
