import os

import requests
from dagster import (
    AssetIn,
    DailyPartitionsDefinition,
    Definitions,
    HookContext,
    asset,
    build_schedule_from_partitioned_job,
    define_asset_job,
    failure_hook,
)

PARTITIONS = DailyPartitionsDefinition(start_date="2024-01-01")


# polydag DGW202: `alert` (one_failed) is a failure hook: it is called for each of the ops it watches that fails
@failure_hook
def alert(context: HookContext):
    print(context.instance.get_run_by_id(context.run_id).tags["dagster/partition"], "not loaded")


# polydag DGW202: `post` (one_failed) is a failure hook: it is called for each of the ops it watches that fails
# polydag DGW208: `post` sends its slack message itself, to what `SLACK_WEBHOOK_URL` names
@failure_hook
def post(context: HookContext) -> None:
    response = requests.post(
        os.environ["SLACK_WEBHOOK_URL"], json={"text": "failed"}, timeout=30
    )
    response.raise_for_status()


@asset(partitions_def=PARTITIONS, hooks={alert, post})
def orders():
    return ["orders"]


@asset(ins={"rows": AssetIn("orders")}, partitions_def=PARTITIONS, hooks={alert})
def load_orders(rows):
    return ["load_orders"]


@asset(deps=[load_orders], partitions_def=PARTITIONS)
def totals():
    print("totals")


# polydag DGW209: the date that a run of `hooked` is about is its partition
hooked = define_asset_job(
    "hooked", selection=[orders, load_orders, totals], partitions_def=PARTITIONS
)

hooked_schedule = build_schedule_from_partitioned_job(hooked, hour_of_day=6)

defs = Definitions(
    assets=[orders, load_orders, totals], jobs=[hooked], schedules=[hooked_schedule]
)
# told: DGW001 `hooked` is written as assets: data passes between tasks that all must succeed
# told: DGW209 the date that a run of `hooked` is about is its partition
# told: DGW202 `alert` (one_failed) is a failure hook: it is called for each of the ops it watches that fails
# told: DGW202 `post` (one_failed) is a failure hook: it is called for each of the ops it watches that fails
# told: DGW208 `post` sends its slack message itself, to what `SLACK_WEBHOOK_URL` names
