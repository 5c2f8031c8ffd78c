from airflow.sdk import Param, dag, task


@task
def fetch(region: str) -> list[dict]:
    return []


@task
def make_summary(region, rows):
    return {"region": region, "count": len(rows)}


# polydag AFW202: `{"region": region, "count": len(rows)}`, which `publish` is given, is computed by a task of its own, `make_summary`
@task
def publish(summary: dict) -> None:
    pass


@dag(dag_id="sync-accounts", params={"region": Param("emea", type="string")})
def sync_accounts(region: str = "emea"):
    rows = fetch(region)
    summary = make_summary(region, rows)
    publish(summary)


sync_accounts()
# told: AFW202 `{"region": region, "count": len(rows)}`, which `publish` is given, is computed by a task of its own, `make_summary`
