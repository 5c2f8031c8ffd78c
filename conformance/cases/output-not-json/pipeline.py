"""Values of many types go from task to task: alone, one by one, together, and a part of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from prefect import flow, task


class Status(Enum):
    OPEN = "open"
    PAID = "paid"


@dataclass
class Order:
    number: int
    status: Status


@task
def make():
    return {
        "bytes": b"raw",
        "tuple": (1, 2),
        "set": {1, 2},
        "date": datetime(2026, 1, 5),
        "path": Path("orders.csv"),
        "by_number": {3: "three"},
    }


@task
def list_orders() -> list[Order]:
    return [Order(1, Status.OPEN), Order(2, Status.PAID)]


@task
def is_paid(order: Order) -> bool:
    return order.status is Status.PAID


@task
def open_path(path):
    return path.suffix


@task
def describe(values, orders, paid):
    kinds = [type(values[key]).__name__ for key in ("bytes", "tuple", "set", "date")]
    kinds.append(str(next(iter(values["by_number"]))))
    return " ".join([*kinds, orders[0].status.name, *map(str, paid)])


@flow
def output_not_json():
    values = make()
    orders = list_orders()
    paid = is_paid.map(orders)
    open_path(values["path"])
    return describe(values, orders, [each.result() for each in paid])
