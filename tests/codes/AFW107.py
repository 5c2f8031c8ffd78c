# target: airflow
from dagster import asset


@asset
def rows(context):
    context.add_output_metadata({"rows": 3})
    return 1
