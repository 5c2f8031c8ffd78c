"""Runs jobs on Dagster in process, with values on disk, in forks of one warm process."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from polydag.runs.child import loading, options, serve
from polydag.runs.child.channel import Channel
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

if TYPE_CHECKING:
    import dagster as dg
    from alembic.config import Config

    from polydag.runs.dagster.worker_events import Follower
    from polydag.runs.dagster.worker_launches import Launches
    from polydag.runs.dagster.worker_processes import Finished

SETTINGS = "telemetry:\n  enabled: false\n"


def main(arguments: list[str]) -> None:
    """Warm up, then answer jobs."""
    channel = Channel.take()
    chosen = options.read(arguments)
    os.environ.update(DAGSTER_DISABLE_TELEMETRY="yes", DAGSTER_HOME=str(chosen.scratch))
    (chosen.scratch / "dagster.yaml").write_text(SETTINGS)
    import dagster

    from polydag.runs.dagster import worker_schedule

    _read_migrations_once()
    _warm(chosen.scratch)
    serve.serve(channel, serve.Engine(dagster.__version__, run, worker_schedule.ask))


def _read_migrations_once() -> None:
    """Keep what alembic reads: every instance marks its two empty databases with the newest of some ninety migrations.

    To find it, alembic imports them all, which is a third of the time of a small run.
    """
    from alembic.script import ScriptDirectory

    read, known = ScriptDirectory.from_config, dict[str | None, ScriptDirectory]()

    def kept(config: Config) -> ScriptDirectory:
        place = config.get_main_option("script_location")
        if place not in known:
            known[place] = read(config)
        return known[place]

    patch.object(ScriptDirectory, "from_config", kept).start()


def _warm(scratch: Path) -> None:
    """Run a job of one op, so that forks inherit what the first run imports."""
    import dagster as dg

    def one() -> int:
        return 1

    def warm() -> None:
        step()

    step = dg.op(one)
    pipeline = dg.job(warm)

    with dg.DagsterInstance.ephemeral(tempdir=str(scratch)) as instance:
        pipeline.execute_in_process(instance=instance)


def run(job: Job, journal: Journal) -> None:
    """Load the job, put stubs in, run it and follow its events."""
    import dagster as dg

    from polydag.runs.dagster import worker_dbt, worker_definitions, worker_stubs
    from polydag.runs.dagster.worker_events import Follower
    from polydag.runs.dagster.worker_launches import Launches, ask_nobody

    if job.stubs:
        ask_nobody(journal)
        worker_dbt.stand_in()
    module = loading.load(job)
    found = worker_definitions.find(module, job)
    follower = Follower(job, journal, found)
    stubs = worker_stubs.Stubs(job, journal, follower)
    stubs.put_in(module, found)
    with worker_stubs.on_disk(), worker_stubs.retries_at_once(job.real_time):
        launches = Launches(job, journal, module, stubs)
        try:
            result = _executed(found, job, follower, str(job.kept), launches)
        except dg.DagsterInvalidConfigError as error:
            journal.refused(error)
            return
        follower.collect(result)
    state = "success" if result.success else "failed"
    raw = result.dagster_run.status.value
    if state == "failed" and not journal.entries:
        raw = f"{raw}: {follower.reason}"  # no step failed, so say what did
    journal.finished(state, raw)


def _executed(
    found: dg.JobDefinition, job: Job, follower: Follower, folder: str, launches: Launches
) -> dg.ExecuteInProcessResult | Finished:
    """Run the job in this process, or every step of it in one of its own."""
    import dagster as dg

    from polydag.runs.dagster import worker_config, worker_processes, worker_resources

    config, key = worker_config.run_config(found, job), partition_key(found, job)
    resources = worker_resources.stand_ins(found) if job.stubs else None
    if job.mode == "processes":
        return worker_processes.execute(found, folder, follower, config, key, resources)
    with dg.DagsterInstance.ephemeral(tempdir=folder) as instance, launches.followed():
        with follower.listening(instance):
            result = found.execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config=config,
                partition_key=key,
                resources=resources,
            )
        launches.finish(instance)
        return result


def partition_key(found: object, job: Job) -> str | None:
    """Return the partition that the logical date falls into, or the first there is."""
    import dagster as dg

    partitions = getattr(found, "partitions_def", None)
    if partitions is None:
        return None
    if isinstance(partitions, dg.TimeWindowPartitionsDefinition) and job.logical_date:
        stamp = datetime.fromisoformat(job.logical_date)
        key = stamp.astimezone(partitions.start.tzinfo).strftime(partitions.fmt)
        if partitions.has_partition_key(key):
            return key
    keys = partitions.get_partition_keys()
    return keys[0] if keys else None
