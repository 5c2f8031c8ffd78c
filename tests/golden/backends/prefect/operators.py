import os
import subprocess
from datetime import date, timedelta

import httpx
from prefect import flow, runtime, task
from prefect.futures import wait
from prefect.schedules import Cron

ROOT = "/data"


@task
def begin() -> None:
    """Do nothing: other tasks wait for this one."""


# polydag PFW211: exit code 99 of `archive` fails the task, in the source it skips it
@task(timeout_seconds=60)
def archive(ds: str) -> None:
    command = f"gzip orders_{ds}.csv"
    subprocess.run(["bash", "-c", command], check=True, timeout=60)


# from acme import SparkOperator
# SparkOperator(
#     task_id="spark",
# )
# polydag PFW301: `acme.SparkOperator` of `spark` is not converted: the task raises when it runs
@task
def spark():
    raise NotImplementedError(
        "PFW301: no rule reads acme.SparkOperator (see MIGRATION.md): write what `spark` does"
    )


# polydag PFW208: `slack` sends its message by httpx; set `SLACK_URL`
# polydag PFW203: the trigger rule one_failed of `slack` is evaluated by the flow
@task
def slack() -> None:
    url = os.environ["SLACK_URL"]
    httpx.post(url, json={"text": "done"}).raise_for_status()


# polydag PFW209: `operators` takes `logical_date`; without it it is the start of the run minus `timedelta(days=1)`
# polydag PFW220: where clocks change in Europe/Berlin, `0 2 * * *` starts at another time: on 2026-03-29 01:00 CET, in the source 03:00 CEST
@flow
def operators(logical_date: date | None = None):
    if logical_date is None:
        logical_date = runtime.flow_run.scheduled_start_time.date() - timedelta(days=1)
    ds = logical_date.isoformat()

    begin_future = begin.submit()
    archive_future = archive.submit(ds, wait_for=[begin_future])
    spark_future = spark.submit(wait_for=[archive_future])
    wait([spark_future])
    slack_future = [slack.submit()] if not spark_future.state.is_completed() else []
    return slack_future


if __name__ == "__main__":
    operators.serve(
        name="operators", schedule=Cron("0 2 * * *", timezone="Europe/Berlin")
    )
