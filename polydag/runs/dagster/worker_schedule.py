"""Answers questions about schedules with Dagster's own iterator of ticks, and with what each tick asks for."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime

import dagster as dg
from dagster._utils.schedules import schedule_execution_time_iterator

from polydag.runs.child import loading
from polydag.runs.child.schedule import Answer, Fire, Question
from polydag.runs.dagster import worker_definitions


def ask(question: Question) -> Answer:
    """Load the definitions, and have the schedules of the job say which runs there are."""
    module = loading.load(question.job)
    repository = worker_definitions.definitions(module).get_repository_def()
    job = worker_definitions.find(module, question.job)
    if question.manner == "backfill":
        return None if job.partitions_def is None else _partitions(job, question)
    schedules = [one for one in repository.schedule_defs if one.job_name == job.name]
    if not schedules:
        return None
    if question.manner == "late":
        return []
    return heapq.merge(*(_fires(one, repository, job, question) for one in schedules), key=_at)


def _at(fire: Fire) -> datetime:
    return fire.at


def _fires(
    schedule: dg.ScheduleDefinition,
    repository: dg.RepositoryDefinition,
    job: dg.JobDefinition,
    question: Question,
) -> Iterator[Fire]:
    """Yield what the ticks of one schedule start."""
    ticks = schedule_execution_time_iterator(
        question.start.timestamp(), schedule.cron_schedule, schedule.execution_timezone
    )
    with dg.DagsterInstance.ephemeral() as instance:
        for tick in ticks:
            if tick >= question.end:
                return
            context = dg.build_schedule_context(
                instance, scheduled_execution_time=tick, repository_def=repository
            )
            for request in schedule.evaluate_tick(context).run_requests or ():
                yield Fire(tick, _interval(job, request.partition_key))


def _partitions(job: dg.JobDefinition, question: Question) -> Iterable[Fire]:
    """Yield a run for each partition whose interval begins in the window."""
    assert job.partitions_def is not None
    for key in job.partitions_def.get_partition_keys(current_time=question.end):
        interval = _interval(job, key)
        if interval is not None and question.start <= interval[0] < question.end:
            yield Fire(interval[1], interval)


def _interval(job: dg.JobDefinition, key: str | None) -> tuple[datetime, datetime] | None:
    """Return the interval of a partition, where partitions are intervals of time."""
    partitions = job.partitions_def
    if key is None or not isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return None
    window = partitions.time_window_for_partition_key(key)
    return window.start, window.end
