"""Answers questions about schedules with the dates that Prefect's server computes for a flow's deployments."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import inspect
import runpy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import SimpleNamespace
from typing import TYPE_CHECKING, Self
from unittest.mock import patch

from polydag.runs.child import loading
from polydag.runs.child.schedule import Answer, Fire, Question

if TYPE_CHECKING:
    from prefect import Flow
    from prefect._internal.schemas.bases import PrefectBaseModel
    from prefect.deployments.runner import RunnerDeployment

BATCH = 100


def ask(question: Question) -> Answer:
    """Run the file as it is served, and have the server's schedules say which runs there are."""
    schedules = _schedules(question)
    if not schedules or question.manner == "backfill":
        return None
    if question.manner == "late":
        return []
    dates = heapq.merge(*(_dates(schedule, question) for schedule in schedules))
    return (Fire(date) for date in dates)


def _schedules(question: Question) -> list[PrefectBaseModel]:
    """Return the schedules of the flow's deployments, as its file makes them when it is run.

    Nothing is served, deployed or run by it.
    """
    from polydag.runs.prefect.worker import flow_of

    made: list[RunnerDeployment] = []
    loading.prepare(question.job)
    with _clock(question.start), _serving(made):
        module = SimpleNamespace(**runpy.run_path(str(question.job.file), run_name="__main__"))
        flow = flow_of(module, question.job)
    served = [
        one.schedule
        for deployment in made
        if deployment.flow_name == flow.name
        for one in deployment.schedules or ()
    ]
    return [*served, *_of_project(question, flow.fn.__name__)]


def _of_project(question: Question, function: str) -> Iterator[PrefectBaseModel]:
    """Yield the schedules that `prefect deploy` would make of the nearest `prefect.yaml`."""
    from prefect.cli.deploy import _config as read
    from prefect.cli.deploy._schedules import _schedule_config_to_deployment_schedule

    own = question.job.file.resolve()
    inside = (
        folder for folder in own.parents if folder.is_relative_to(question.job.root.resolve())
    )
    folders = dict.fromkeys((own.parent, *inside))
    project = next((folder for folder in folders if (folder / "prefect.yaml").is_file()), None)
    if project is None:
        return
    silent = SimpleNamespace(print=lambda *_, **__: None)
    stated, _ = read._load_deploy_configs_and_actions(project / "prefect.yaml", console=silent)
    for deployment in stated:
        where, _, name = str(deployment.get("entrypoint")).rpartition(":")
        if name == function and (project / where).resolve() == own:
            for config in deployment.get("schedules") or ():
                yield _schedule_config_to_deployment_schedule(config)["schedule"]


@contextlib.contextmanager
def _serving(made: list[RunnerDeployment]) -> Iterator[None]:
    """Collect deployments instead of serving them."""
    import prefect
    from prefect import Flow, Task, deployments, flows

    def serve(flow: Flow, name: str | None = None, **options: object) -> None:
        known = inspect.signature(Flow.to_deployment).parameters
        kept = {option: value for option, value in options.items() if option in known}
        made.append(flow.to_deployment(name or flow.name, **kept))

    def serve_all(*given: RunnerDeployment, **_: object) -> None:
        made.extend(given)

    def nothing(*_: object, **__: object) -> None:
        return None

    with (
        patch.object(Flow, "serve", serve),
        patch.object(Flow, "deploy", serve),
        patch.object(Flow, "__call__", nothing),
        patch.object(Task, "__call__", nothing),
        patch.object(prefect, "serve", serve_all),
        patch.object(flows, "serve", serve_all),
        patch.object(prefect, "deploy", serve_all),
        patch.object(deployments, "deploy", serve_all),
    ):
        yield


@contextlib.contextmanager
def _clock(now: datetime) -> Iterator[None]:
    """Let intervals without an anchor begin when the window does."""
    from prefect import schedules
    from prefect.client.schemas import schedules as schemas
    from prefect.types import DateTime

    class Clock(datetime):
        """Prefect's `datetime` in the module of its schedules."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(now.timestamp(), tz)

    names = SimpleNamespace(datetime=Clock, timedelta=timedelta, timezone=timezone)
    with (
        patch.object(schedules, "datetime", names),
        patch.object(schemas, "now", lambda *_: DateTime.fromtimestamp(now.timestamp(), UTC)),
    ):
        yield


def _dates(schedule: PrefectBaseModel, question: Question) -> Iterator[datetime]:
    """Yield the dates that the server computes for a schedule, a batch at a time."""
    from prefect.server.schemas import schedules

    server = getattr(schedules, type(schedule).__name__)(**schedule.model_dump())
    start = question.start
    while dates := asyncio.run(server.get_dates(BATCH, start, question.end)):
        yield from (date for date in dates if date < question.end)
        start = dates[-1] + timedelta(seconds=1)
