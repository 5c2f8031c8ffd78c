from dagster_dbt import dbt_assets


@dbt_assets(manifest="target/manifest.json")
def models(context, dbt):
    print("before")
    yield from dbt.cli(["build"], context=context).stream()
