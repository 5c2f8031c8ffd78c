"""Runs flows on Prefect against one loopback server, in forks of one warm process."""

from __future__ import annotations

import importlib
import inspect
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

from polydag.runs.child import loading, options, serve
from polydag.runs.child.channel import Channel
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job, Json
from polydag.runs.child.journal import Journal
from polydag.runs.child.stubs import derive
from polydag.runs.prefect import worker_schedule
from polydag.runs.prefect.server import Server, settings

if TYPE_CHECKING:
    from prefect import Flow

WARM = (
    "anyio._backends._asyncio",
    "fastapi.encoders",
    "prefect.client.orchestration",
    "prefect.client.schemas.filters",
    "prefect.deployments",
    "prefect.events.clients",
    "prefect.events.worker",
    "prefect.filesystems",
    "prefect.flow_engine",
    "prefect.logging.handlers",
    "prefect.results",
    "prefect.runtime.flow_run",
    "prefect.runtime.task_run",
    "prefect.serializers",
    "prefect.states",
    "prefect.task_engine",
    "prefect.task_runners",
    "prefect.utilities.visualization",
    "pydantic.v1",
    "polydag.runs.prefect.worker_hooks",
    "polydag.runs.prefect.worker_lookups",
    "polydag.runs.prefect.worker_stubs",
    "polydag.runs.prefect.worker_trace",
)
DATE = "logical_date"


def main(arguments: list[str]) -> None:
    """Start the server and warm up meanwhile, then answer jobs."""
    channel = Channel.take()
    chosen = options.read(arguments)
    settings(chosen.scratch)
    server = Server(chosen.scratch, chosen.kept)
    try:
        import prefect

        for name in WARM:
            importlib.import_module(name)
        server.wait()
        server.keep_database()
        serve.serve(channel, serve.Engine(prefect.__version__, run, worker_schedule.ask))
    finally:
        server.stop()


def run(job: Job, journal: Journal) -> None:
    """Load the flow, trace its task runs, put stubs in, and call it."""
    import asyncio

    from prefect.exceptions import ParameterTypeError
    from prefect.states import Crashed

    from polydag.runs.prefect import worker_hooks, worker_lookups
    from polydag.runs.prefect.worker_stubs import Stubs
    from polydag.runs.prefect.worker_trace import Tracer

    tracer = Tracer(job, journal)
    tracer.install()
    worker_lookups.hold(job.variables)
    if job.stubs:
        worker_lookups.install()
        tracer.launches.replace()
    module = loading.load(job)
    Stubs(job, tracer).put_in(module)
    hooks = Hooks(job, journal)
    worker_hooks.watch(hooks, silent=job.stubs)
    flow = flow_of(module, job)
    with _results(job.kept, job.persist_results):
        try:
            state = flow(**_parameters(flow, job), return_state=True)
            if inspect.iscoroutine(state):
                state = asyncio.run(state)
        except SystemExit:
            # Prefect marks the run as crashed and lets the exit through.
            state = Crashed()
        tracer.launches.finish(module)
    hooks.end()
    refusal = state.data if state.is_failed() else None
    if isinstance(refusal, ParameterTypeError):
        journal.refused(refusal)
        return
    verdict = "success" if state.is_completed() else "failed"
    # A flow skips a task by not calling it.
    journal.finished(verdict, f"{state.type.value}/{state.name}", silence="skipped")


def _results(folder: Path, persist: bool) -> AbstractContextManager[object]:
    """Keep results in a folder of this run's own: no run may find what another one cached.

    `temporary_settings` would read and check all settings again, which takes as long as a small flow.
    """
    from prefect.context import SettingsContext, get_settings_context

    context = get_settings_context()
    own = {"local_storage_path": folder, "persist_by_default": persist}
    results = context.settings.results.model_copy(update=own)
    settings = context.settings.model_copy(update={"results": results})
    made: AbstractContextManager[object] = SettingsContext(
        profile=context.profile, settings=settings
    )
    return made


def flow_of(module: ModuleType | SimpleNamespace, job: Job) -> Flow:
    """Return the flow by the name of its variable, else by its own name."""
    from prefect import Flow

    named = vars(module).get(job.pipeline)
    if isinstance(named, Flow):
        return named
    flows = [value for value in vars(module).values() if isinstance(value, Flow)]
    for flow in flows:
        if job.pipeline in (flow.name, flow.fn.__name__):
            return flow
    known = ", ".join(f"`{flow.name}`" for flow in flows) or "none"
    raise loading.UnreadableError(
        f"`{job.file.name}` has no flow `{job.pipeline}` (flows: {known})"
    )


def _parameters(flow: Flow, job: Job) -> Json:
    """Return the given parameters, the logical date, and derived values for required ones."""
    parameters: Json = {}
    for name, parameter in inspect.signature(flow.fn).parameters.items():
        if name in job.params:
            parameters[name] = job.params[name]
        elif name == DATE and job.logical_date:
            parameters[name] = job.logical_date
        elif parameter.default is inspect.Parameter.empty and _is_named(parameter):
            annotation = inspect.formatannotation(parameter.annotation)
            given = None if parameter.annotation is inspect.Parameter.empty else annotation
            parameters[name] = derive("parameter", name, {}, (given or "str").strip("'\""))
    return parameters


def _is_named(parameter: inspect.Parameter) -> bool:
    return parameter.kind not in (
        inspect.Parameter.VAR_KEYWORD,
        inspect.Parameter.VAR_POSITIONAL,
    )
