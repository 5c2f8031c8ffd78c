from dagster import Definitions, HookContext, asset, define_asset_job, failure_hook


def alert(text):
    print("alert")


# polydag DGW202: `alert` (one_failed) is a failure hook: it is called for each of the ops it watches that fails
@failure_hook
def alert_hook(context: HookContext) -> None:
    alert(text="orders are late")


@asset
def orders():
    return ["orders"]


alerted = define_asset_job("alerted", selection=[orders], hooks={alert_hook})

defs = Definitions(assets=[orders], jobs=[alerted])
# told: DGW001 `alerted` is written as assets: data passes between tasks that all must succeed
# told: DGW202 `alert` (one_failed) is a failure hook: it is called for each of the ops it watches that fails
