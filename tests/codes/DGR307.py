from dagster_dbt import DbtCliResource, dbt_assets


@dbt_assets(manifest="target/manifest.json")
def models(context, dbt: DbtCliResource):
    print("first")
    yield from dbt.cli(["build"], context=context).stream()
