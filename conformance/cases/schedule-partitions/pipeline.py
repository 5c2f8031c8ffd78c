from dagster import (
    AssetExecutionContext,
    DailyPartitionsDefinition,
    Definitions,
    asset,
    build_schedule_from_partitioned_job,
    define_asset_job,
)

days = DailyPartitionsDefinition(start_date="2026-01-01")


@asset(partitions_def=days)
def one(context: AssetExecutionContext):
    return context.partition_key


scheduled = define_asset_job("scheduled", selection=[one], partitions_def=days)
schedule = build_schedule_from_partitioned_job(scheduled)
defs = Definitions(assets=[one], jobs=[scheduled], schedules=[schedule])
