"""Which failures are tried again and how, what is kept, what is called, and when runs start."""

import json
from datetime import timedelta

from polydag import Pipeline, by_inputs, continuous, cron, exponential, on_assets, shell, task


class Busy(Exception):
    """The server has no time."""


class Gone(Busy):
    """It will not have time either."""


def note():
    print("noted")


@task(retries=3, retry_delay=exponential(60, cap=600), retry_jitter="window", retry_on=(Busy, OSError))
def fetch() -> str:
    raise Busy("later")


@task(retry_on=Busy, never_retry_on=[Gone, json.JSONDecodeError], on_retry=note, on_start=note)
def parse(text: str) -> list:
    return json.loads(text)


@task(retries=1, retry_jitter="full", cache=by_inputs(timedelta(hours=1), persist=True), past="self")
def price(row: int) -> int:
    return row


@task(retries=2, retry_delay=[1, 10], retry_jitter=0.5, map_limit=4, cache=by_inputs(), on_skip=note)
def load(row: int) -> int:
    return row


@task.branches
def pick(rows: list) -> list:
    return ["one", "other"]


with Pipeline(
    "chosen",
    schedule=[cron("0 1 * * *", name="nightly", paused=True), on_assets("a", "b", any=True), continuous()],
    retries=5,
    retry_delay=30,
    retry_jitter="plus_minus",
    run_retries=1,
    run_retry_delay=timedelta(minutes=5),
    run_timeout=timedelta(hours=2),
    on_run_failure=note,
    on_run_success=note,
) as chosen:
    chosen.asset("rows", kinds=["table"], metadata={"owner": "data", "columns": ["a", "b"]})
    rows = parse(fetch())
    one = price(1)
    other = shell("other", "true", retries=1, retry_on=[Busy, TimeoutError], past="downstream")
    pick(rows).choose({"one": one, "other": other})
    loaded = load.map(row=rows)
    chosen.returns({"loaded": loaded, "one": one})
