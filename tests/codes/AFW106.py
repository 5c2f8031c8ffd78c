# target: airflow
from dagster import ScheduleDefinition, asset, define_asset_job


@asset
def rows():
    return 1


every = define_asset_job("every", selection="*")
nightly = ScheduleDefinition(name="nightly", job=every, cron_schedule="0 2 * * *")
