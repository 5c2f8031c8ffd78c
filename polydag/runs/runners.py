"""All runners behind one call: environments are found, workers started, on first use."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from polydag.engines import parse_target
from polydag.runs import environments
from polydag.runs.protocol import Job
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.zygote import Zygote


class Runners:
    """Holds one warm worker per engine for as long as the `with` block lasts.

    Threads may call `run` at the same time: engines run beside each other, the jobs of one engine
    one after the other.
    """

    def __init__(self) -> None:
        self._zygotes: dict[str, Zygote] = {}
        self._lock = threading.Lock()

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
        zygote = self._zygote(version.key)
        return zygote.run(job) if zygote else _missing(version.engine, version.key, job)

    def _zygote(self, key: str) -> Zygote | None:
        """Return the worker of an engine; None where its environment is missing."""
        with self._lock:
            if key not in self._zygotes:
                environment = environments.find(key)
                if environment is None:
                    return None
                self._zygotes[key] = Zygote(environment)
            return self._zygotes[key]

    def close(self) -> None:
        """End every worker."""
        while self._zygotes:
            _, zygote = self._zygotes.popitem()
            zygote.close()


def run_job(engine: str, job: Job) -> RunRecord:
    """Run one job in a worker of its own; several jobs are much faster through `Runners`."""
    with Runners() as runners:
        return runners.run(engine, job)


def _missing(engine: str, key: str, job: Job) -> RunRecord:
    wanted = key.replace("-", "@")
    error = f"no environment for {key}: run `polydag engines install {wanted}`"
    return RunRecord(engine=engine, pipeline=job.pipeline, runner=RunnerReport(error=error))
