from pathlib import Path

from dagster import Definitions
from dagster_dbt import DbtCliResource, dbt_assets

# A tiny project of ours stands in for the team's.
dbt_project_path = Path(__file__).parent / 'dbt_project'
dbt_manifest_path = dbt_project_path / 'target' / 'manifest.json'

@dbt_assets(manifest=dbt_manifest_path)
def my_dbt_assets(context, dbt: DbtCliResource):
    yield from dbt.cli(['build'], context=context).stream()

defs = Definitions(
    assets=[my_dbt_assets],
    resources={
        'dbt': DbtCliResource(project_dir=str(dbt_project_path))
    }
)
