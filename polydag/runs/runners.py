"""All runners behind one call: environments are found, workers started, on first use."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from polydag.engines import parse_target
from polydag.runs import environments
from polydag.runs.environments import EngineEnvironment
from polydag.runs.protocol import Job
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.schedules.record import ScheduleJob, ScheduleRecord
from polydag.runs.zygote import Zygote


class Runners:
    """Holds warm workers for as long as the `with` block lasts, at most `per_engine` for each engine.

    Threads may call `run` at the same time: engines run beside each other, and so do as many jobs of one engine as it has
    workers. A further worker is started only when all others of its engine are busy.
    """

    def __init__(self, per_engine: int = 1) -> None:
        self._limit = per_engine
        self._started: dict[str, list[Zygote]] = defaultdict(list)
        self._idle: dict[str, list[Zygote]] = defaultdict(list)
        self._change = threading.Condition()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def run(self, engine: str, job: Job) -> RunRecord:
        """Run a job on an engine (`airflow-3.3`, `dagster`, `airflow@2.11`); never raises for it."""
        version = parse_target(engine)
        environment = environments.find(version.key)
        if environment is None:
            return _missing(version.engine, version.key, job)
        with self._worker(environment) as zygote:
            return zygote.run(job)

    def ask(self, engine: str, job: ScheduleJob) -> ScheduleRecord:
        """Have an engine say which runs a schedule starts; never raises for it."""
        version = parse_target(engine)
        environment = environments.find(version.key)
        if environment is None:
            report = RunnerReport(error=_no_environment(version.key))
            return ScheduleRecord(engine=version.engine, pipeline=job.pipeline, runner=report)
        with self._worker(environment) as zygote:
            return zygote.ask(job)

    @contextmanager
    def _worker(self, environment: EngineEnvironment) -> Iterator[Zygote]:
        """A worker that nobody else uses meanwhile."""
        key = environment.engine.key
        with self._change:
            self._change.wait_for(lambda: self._idle[key] or len(self._started[key]) < self._limit)
            if self._idle[key]:
                zygote = self._idle[key].pop()
            else:
                zygote = Zygote(environment)
                self._started[key].append(zygote)
        try:
            yield zygote
        finally:
            with self._change:
                self._idle[key].append(zygote)
                self._change.notify()

    def close(self) -> None:
        """End every worker."""
        zygotes = [zygote for started in self._started.values() for zygote in started]
        self._started.clear()
        self._idle.clear()
        for zygote in zygotes:
            zygote.close()


def run_job(engine: str, job: Job) -> RunRecord:
    """Run one job in a worker of its own; several jobs are much faster through `Runners`."""
    with Runners() as runners:
        return runners.run(engine, job)


def _missing(engine: str, key: str, job: Job) -> RunRecord:
    report = RunnerReport(error=_no_environment(key))
    return RunRecord(engine=engine, pipeline=job.pipeline, runner=report)


def _no_environment(key: str) -> str:
    return f"no environment for {key}: run `polydag engines install {key.replace('-', '@')}`"
