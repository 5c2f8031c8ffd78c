"""A job under Dagster's multiprocess executor: every step in a process of its own, several at a time.

Steps are forks of the job's process, so that they find the stubs that were put in; Dagster's own default is a new
interpreter for each, which takes seconds and sees the author's bodies alone.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import dagster as dg
from dagster._core.definitions.assets.job.asset_job import IMPLICIT_ASSET_JOB_NAME
from dagster._core.execution.context.system import StepExecutionContext
from dagster._core.execution.plan import execute_step
from dagster._core.execution.plan.outputs import StepOutputHandle
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.multiprocess import MultiprocessExecutor

from polydag.runs.child.job import Json
from polydag.runs.dagster.worker_events import Follower

# What a step's process, a fork, reads the job from: Dagster hands on how to make a definition, not the definition.
_HELD: list[dg.JobDefinition] = []


def held() -> dg.JobDefinition:
    """The job of this process."""
    return _HELD[-1]


@dataclass(frozen=True)
class Finished:
    """What a run in processes has in common with one in process, as far as a record needs it."""

    success: bool
    dagster_run: dg.DagsterRun
    _output_capture: dict[StepOutputHandle, object]


def _forks(_: object) -> MultiprocessExecutor:
    return MultiprocessExecutor(retries=RetryMode.ENABLED, max_concurrent=None, start_method="fork")


def execute(
    definition: dg.JobDefinition,
    folder: str,
    follower: Follower,
    run_config: Json,
    partition_key: str | None,
    resources: Mapping[str, object] | None,
) -> Finished:
    """Run the job to its end, then follow its events in the order in which they were stored."""
    if resources is not None:
        definition = definition.with_top_level_resources({**definition.resource_defs, **resources})
    if definition.name == IMPLICIT_ASSET_JOB_NAME:
        # Dagster refuses the name where the job does not come from its own `Definitions`.
        definition = definition._copy(name="assets")
    _HELD.append(definition.with_executor_def(dg.executor(_forks)))
    recipe = dg.build_reconstructable_job(__name__, held.__name__)
    tags = definition.get_tags_for_partition_key(partition_key, None) if partition_key else {}
    values = Path(folder) / "values"
    values.mkdir()
    with (
        _written(values),
        dg.DagsterInstance.local_temp(folder) as instance,
        dg.execute_job(recipe, instance, run_config=run_config, tags=tags) as result,
    ):
        for entry in instance.all_logs(result.run_id):
            follower.hear(entry)
    return Finished(result.success, result.dagster_run, _read(values))


@contextlib.contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Let every step's process write down the values of its outputs: the run's process never sees them."""
    store = execute_step._store_output

    def store_and_write(
        context: StepExecutionContext, handle: StepOutputHandle, output: dg.Output
    ) -> Iterator[dg.DagsterEvent]:
        yield from store(context, handle, output)
        file = folder / f"{context.step.key}.{handle.output_name}.{handle.mapping_key}"
        # A value that only an IO manager of the author's can store is not shown.
        with contextlib.suppress(pickle.PicklingError, TypeError, AttributeError):
            file.write_bytes(pickle.dumps((handle, output.value)))

    with patch.object(execute_step, "_store_output", store_and_write):
        yield


def _read(folder: Path) -> dict[StepOutputHandle, object]:
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    return dict(pickle.loads(file.read_bytes()) for file in files)
