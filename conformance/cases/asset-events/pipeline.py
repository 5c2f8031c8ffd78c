"""Tasks that note something about the asset that they make, name it, and read what was noted about another one."""

from airflow.sdk import Asset, Metadata, dag, task

ORDERS = Asset("orders", "s3://lake/orders")
RETURNS = Asset("returns", "s3://lake/returns")


@dag(schedule=None)
def noted():
    @task(outlets=[ORDERS])
    def load(*, outlet_events=None) -> str:
        outlet_events[ORDERS].extra = {"rows": 3}
        return ORDERS.uri

    @task(outlets=[RETURNS])
    def load_returns() -> int:
        rows = 2
        yield Metadata(RETURNS, {"rows": rows})
        return rows

    @task(inlets=[Asset("refunds", "s3://lake/refunds")])
    def seen(where: str, rows: int, *, inlet_events=None) -> list:
        made = [event.extra for event in inlet_events[Asset("refunds", "s3://lake/refunds")]]
        return [where, rows, len(made)]

    seen(load(), load_returns())


noted()
