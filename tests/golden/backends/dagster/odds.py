import functools
import os
import subprocess

import requests
from dagster import (
    Config,
    Definitions,
    Failure,
    HourlyPartitionsDefinition,
    In,
    Nothing,
    OpExecutionContext,
    RetryRequested,
    build_schedule_from_partitioned_job,
    job,
    op,
)
from pydantic import Field


def retry(delays):
    """Retry an op after the listed seconds; Dagster's policy has one delay for all."""

    def decorate(function):
        @functools.wraps(function)
        def attempt(context, *args, **kwargs):
            try:
                return function(context, *args, **kwargs)
            except (RetryRequested, Failure):
                raise
            except Exception as error:
                if context.retry_number >= len(delays):
                    raise
                raise RetryRequested(
                    len(delays), delays[context.retry_number]
                ) from error

        return attempt

    return decorate


class CountConfig(Config):
    limit: int = Field(default=100, description="How many")


@op
def begin() -> None:
    pass


# polydag DGW204: `archive` runs its command with subprocess; exit code 99 fails it and skips nothing
@op(ins={"after": In(Nothing)})
def archive(context: OpExecutionContext) -> None:
    command = f"gzip --keep orders_{context.partition_time_window.start.strftime('%Y-%m-%d')}.csv"
    subprocess.run(["bash", "-c", command], check=True, timeout=60)


# polydag DGW206: the retries of `count` are kept by a helper: each has a delay of its own
@op(ins={"after": In(Nothing)})
@retry(delays=[60, 120, 300])
def count(context: OpExecutionContext, config: CountConfig):
    limit = config.limit
    return ["count"]


# polydag DGW208: `warn` sends its slack message itself, to what `SLACK_WEBHOOK_URL` names
@op(ins={"after": In(Nothing)})
def warn() -> None:
    response = requests.post(
        os.environ["SLACK_WEBHOOK_URL"], json={"text": "Pipeline failed!"}, timeout=30
    )
    response.raise_for_status()


# polydag DGW102: the cache={} of `spark` was dropped: Dagster computes it in every run
# polydag DGW302: `spark` (acme.SparkOperator) is not converted: its op raises NotImplementedError until you write it
# from acme import SparkOperator
# SparkOperator(task_id='spark')
@op(ins={"after": In(Nothing)})
def spark():
    raise NotImplementedError(
        "DGW302: no rule reads acme.SparkOperator (see MIGRATION.md): write what `spark` does"
    )


# polydag DGW211: the schedule of `odds` (every 3600 s) is the cron 0 * * * *
# polydag DGW201: `max_active_runs=1` of `odds` is a limit of the instance: set it in dagster.yaml
# polydag DGW304: `catchup=True` of `odds` is lost: start a backfill of the partitions instead
# polydag DGW209: the date that a run of `odds` is about is its partition
@job(
    partitions_def=HourlyPartitionsDefinition(
        start_date="2024-01-01-00:00", end_offset=1
    )
)
def odds():
    begin_done = begin()
    archive_done = archive(after=begin_done)
    count_done = count(after=archive_done)
    warn_done = warn(after=count_done)
    spark(after=warn_done)


odds_schedule = build_schedule_from_partitioned_job(odds)

defs = Definitions(jobs=[odds], schedules=[odds_schedule])
# told: DGW001 `odds` is written as ops: `spark` is not converted
# told: DGW204 `archive` runs its command with subprocess; exit code 99 fails it and skips nothing
# told: DGW206 the retries of `count` are kept by a helper: each has a delay of its own
# told: DGW208 `warn` sends its slack message itself, to what `SLACK_WEBHOOK_URL` names
# told: DGW102 the cache={} of `spark` was dropped: Dagster computes it in every run
# told: DGW302 `spark` (acme.SparkOperator) is not converted: its op raises NotImplementedError until you write it
# told: DGW211 the schedule of `odds` (every 3600 s) is the cron 0 * * * *
# told: DGW201 `max_active_runs=1` of `odds` is a limit of the instance: set it in dagster.yaml
# told: DGW304 `catchup=True` of `odds` is lost: start a backfill of the partitions instead
# told: DGW209 the date that a run of `odds` is about is its partition
