"""Runs of other jobs of the module that ops start, or that sensors start for them: each is a run of its own in the journal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType
from unittest.mock import patch

import dagster as dg

from polydag.runs.child.job import Job, Json
from polydag.runs.child.journal import Heading, Journal
from polydag.runs.dagster import worker_config, worker_definitions, worker_resources
from polydag.runs.dagster.worker_events import Follower
from polydag.runs.dagster.worker_stubs import Part, Stubs


class Launches:
    """Runs other jobs where an op or a sensor asks for it; with stubs, each on an instance of its own."""

    def __init__(self, job: Job, journal: Journal, module: ModuleType, stubs: Stubs) -> None:
        self.job = job
        self.journal = journal
        self.module = module
        self.stubs = stubs
        self._count = 0

    @contextlib.contextmanager
    def followed(self) -> Iterator[None]:
        """See to it that a job which an op runs has stubs, and that what becomes of it is written down."""
        execute = dg.JobDefinition.execute_in_process

        def execute_followed(
            definition: dg.JobDefinition, **options: object
        ) -> dg.ExecuteInProcessResult:
            asked = self.job.other(definition.name)
            if asked is None:
                return execute(definition, **options)
            config, key = options.get("run_config"), options.get("partition_key")
            given = config if isinstance(config, dict) else {}
            return self._run(asked, definition, given, None if key is None else str(key))

        self._execute = execute
        with patch.object(dg.JobDefinition, "execute_in_process", execute_followed):
            yield

    def finish(self, instance: dg.DagsterInstance) -> None:
        """Run what the module's sensors start, now that the run has ended."""
        definitions = worker_definitions.definitions(self.module)
        for sensor in definitions.sensors or ():
            names = {target.job_name for target in getattr(sensor, "targets", ())}
            if any(self.job.other(name) is not None for name in names):
                context = dg.build_sensor_context(instance=instance)
                for request in sensor.evaluate_tick(context).run_requests or ():
                    self._start(request.job_name or next(iter(names)), request)

    def _start(self, name: str, request: dg.RunRequest) -> None:
        asked = self.job.other(name)
        definition = worker_definitions.definitions(self.module).resolve_job_def(name)
        if asked is not None:
            self._run(asked, definition, request.run_config, request.partition_key)

    def _run(
        self, job: Job, definition: dg.JobDefinition, config: Json, partition: str | None
    ) -> dg.ExecuteInProcessResult:
        self._count += 1
        journal = self.journal.about(f"{job.pipeline} {self._count}")
        journal.headed(Heading(job.pipeline, None, _given(config)))
        follower = Follower(job, journal, definition)
        with (
            self.stubs.also_in(self.module, definition, Part.of(job, journal, follower)),
            dg.DagsterInstance.ephemeral() as instance,
            follower.listening(instance),
        ):
            result = self._execute(
                definition,
                instance=instance,
                raise_on_error=False,
                run_config=worker_config.filled(definition, job, config),
                partition_key=partition,
                resources=worker_resources.stand_ins(definition) if job.stubs else None,
            )
            follower.collect(result)
        journal.finished("success" if result.success else "failed", None)
        return result


def ask_nobody(journal: Journal) -> None:
    """Let the webserver not be asked for runs: which it would be asked for is written down, and they end well."""
    client = type("DagsterGraphQLClient", (_Webserver,), {"journal": journal})
    sys.modules["dagster_graphql"] = _Client("dagster_graphql", client)


class _Client(ModuleType):
    """The module of the client; all else in it are exceptions."""

    def __init__(self, name: str, client: type[_Webserver]) -> None:
        super().__init__(name)
        self.DagsterGraphQLClient = client

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


class _Webserver:
    """Stands in for the client of a webserver."""

    journal: Journal

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def submit_job_execution(
        self, job_name: str, *_: object, run_config: Json | None = None, **__: object
    ) -> str:
        """Write the run down; its id is the name of the job."""
        self.journal.launched(job_name, _given(run_config or {}))
        return job_name

    def get_run_status(self, _: str) -> dg.DagsterRunStatus:
        """Every run has ended well."""
        return dg.DagsterRunStatus.SUCCESS


def _given(config: Json) -> Json:
    """The parameters that a run config gives to ops or resources."""
    found: Json = {}
    for kind in ("ops", "resources"):
        owners = config.get(kind)
        for owner in owners.values() if isinstance(owners, dict) else ():
            found |= owner.get("config", {})
    return found
