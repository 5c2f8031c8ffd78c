"""Set-up and clean-up, checks, notifications, hooks and assets."""

import logging

from polydag import Pipeline, notify, shell, task

logger = logging.getLogger(__name__)


def tell(reason="?"):
    logger.error(reason)


@task.setup
def start():
    return "cluster"


@task.teardown
def stop(cluster):
    tell("stopped")


@task(publishes=["orders"], on_failure=tell, tags=["core"], pool="db", pool_slots=2, priority=3)
def orders(cluster):
    return [1]


@task.check(asset="orders", blocking=True)
def enough(rows) -> bool:
    return len(rows) > 0


@task(consumes=["orders"], fatal=False)
def mart(rows):
    return rows


with Pipeline("guarded", on_failure=tell, description="guarded", outcome="any") as guarded:
    guarded.asset("orders", uri="s3://bucket/orders", group="raw")
    cluster = start()
    rows = orders(cluster)
    verdict = enough(rows)
    built = shell("publish", "publish.sh ")
    last = mart(rows)
    verdict >> [last, built]
    stop(cluster) << last
    notify(
        "alert", "It failed!", channel="slack", connection="slack", trigger_rule="one_failed"
    ).after(last, built)
