"""Runs of other flows of the module that tasks start: each is a run of its own in the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import ModuleType, SimpleNamespace

import prefect.deployments
import prefect.deployments.flow_runs
from prefect import Flow
from prefect.states import Completed, State

from polydag.runs.child.job import Job, Json
from polydag.runs.child.journal import Heading, Journal

# The name of the run that goes on here; None is the job's own.
RUN: ContextVar[str | None] = ContextVar("run", default=None)


class Launches:
    """Knows which run goes on where; what is started without waiting runs when the job's own flow has ended."""

    def __init__(self, job: Job, journal: Journal) -> None:
        self._own = (job, journal)
        self._runs: dict[str | None, tuple[Job, Journal]] = {None: self._own}
        self._pending: list[tuple[Job, Json]] = []

    def job(self, run: str | None) -> Job:
        """Return the job of a run."""
        return self._runs[run][0]

    def journal(self, run: str | None) -> Journal:
        """Return the journal for a run."""
        return self._runs[run][1]

    def asked(self, flow: Flow) -> Job | None:
        """Return the job of a flow that tasks may start."""
        job = self._own[0]
        return job.other(flow.fn.__name__) or job.other(flow.name)

    def run(self, job: Job, given: Json, call: Callable[[], object]) -> object:
        """Call a flow as a run of its own, and write down how it ended."""
        name = f"{job.pipeline} {len(self._runs)}"
        journal = self._own[1].about(name)
        self._runs[name] = (job, journal)
        journal.headed(Heading(job.pipeline, None, given))
        token = RUN.set(name)
        try:
            result = call()
        except BaseException:
            journal.finished("failed", "raised")
            raise
        finally:
            RUN.reset(token)
        well = not isinstance(result, State) or result.is_completed()
        journal.finished("success" if well else "failed", None, silence="skipped")
        return result

    def replace(self) -> None:
        """Let deployments not be started: flows of the module run later, others are only asked for."""
        for place in (prefect.deployments, prefect.deployments.flow_runs):
            vars(place)["run_deployment"] = self._deployed

    def _deployed(
        self, name: str, parameters: Mapping[str, object] | None = None, **_: object
    ) -> SimpleNamespace:
        """Stand in for a run of a deployment, which ends well."""
        flow, deployment = str(name).split("/", 1)
        job, given = self._own[0], dict(parameters or {})
        known = job.other(deployment) or job.other(flow) or job.other(flow.replace("-", "_"))
        if known is None:
            self.journal(RUN.get()).launched(deployment, given)
        else:
            self._pending.append((known, given))
        return SimpleNamespace(name=deployment, state=Completed())

    def finish(self, module: ModuleType) -> None:
        """Run what was started without waiting, and what that starts."""
        while self._pending:
            job, given = self._pending.pop(0)
            flow = vars(module)[job.pipeline]
            flow(**given, return_state=True)
