import logging

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowFailException

log = logging.getLogger(__name__)


@task(outlets=[Asset("customers", group="crm")])
def customers() -> list[dict]:
    log.info("%d", 1)
    return []


# polydag AFW206: the check `has_rows` became a task: its verdict is in the log, not on the asset `customers`
@task
def has_rows(customers):
    if not (len(customers) > 0):
        raise AirflowFailException("no rows")


@task(multiple_outputs=False, outlets=[Asset("marts/revenue")])
def revenue(customers: list[dict]) -> dict:
    return {}


@dag
def assets():
    customers_data = customers()
    has_rows_task = has_rows(customers_data)
    revenue_task = revenue(customers_data)

    has_rows_task >> revenue_task


assets()
# told: AFW104 the kinds of the asset `customers` was dropped: Airflow's assets have none
# told: AFW206 the check `has_rows` became a task: its verdict is in the log, not on the asset `customers`
