"""A launch of a job of another code location: an op that asks the webserver for a run, and looks how it goes on."""

from __future__ import annotations

from polydag.backends.dagster.made import Made, Output
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.rules.codes import LaunchByWebserver, LaunchDetailLost
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.polling import number
from polydag.ir.operations import Launch
from polydag.ir.values import Constant
from polydag.rendering.strings import string

OUTPUTS = (Output("result", nothing=True),)
_PACKAGE = "dagster-graphql"
# What Dagster calls the states of runs.
_STATUSES = {
    "queued": ("NOT_STARTED", "QUEUED", "STARTING"),
    "running": ("STARTED",),
    "success": ("SUCCESS",),
    "failed": ("FAILURE", "CANCELED"),
}
_ENDED = {"SUCCESS", "FAILURE", "CANCELED"}


def elsewhere(operation: Launch, piece: Workpiece) -> Made:
    """Launch → a run that the webserver starts, of the job that has the name which the pipeline gets elsewhere."""
    job = operation.target
    piece.sheet.tell(LaunchByWebserver(job=_shown(operation), **piece.place))
    if operation.run_id is not None:
        reason = "Dagster names its runs by itself, so that none is there already"
        piece.sheet.tell(LaunchDetailLost(attribute="run_id", reason=reason, **piece.place))
    name = string(dagster_name(job)) if job is not None else piece.expression(operation.pipeline)
    piece.sheet.packages.setdefault(_PACKAGE)
    piece.sheet.inline("webserver")
    given = [name, *_config(operation, piece), *_tags(operation, piece)]
    start = f"webserver().submit_job_execution({', '.join(given)})"
    body = _waited(start, operation, piece) if operation.wait else (start,)
    doc = f"{'Run' if operation.wait else 'Start a run of'} {_shown(operation)}."
    return Made(body=body, returns="None", doc=piece.task.doc or doc, outputs=OUTPUTS)


def _shown(operation: Launch) -> str:
    return operation.target or "the job whose name it is given"


def _config(operation: Launch, piece: Workpiece) -> list[str]:
    """The config of the resource by which a converted job reads its parameters."""
    if operation.conf is None:
        return []
    made = piece.expression(operation.conf)
    return [f'run_config={{"resources": {{"params": {{"config": {made}}}}}}}']


def _tags(operation: Launch, piece: Workpiece) -> list[str]:
    """The partition of the day that the run is about."""
    if operation.date is None:
        return []
    if isinstance(operation.date, Constant):
        day = string(str(operation.date.value)[:10])
    else:
        day = f"{piece.expression(operation.date)}[:10]"
    return [f'tags={{"dagster/partition": {day}}}']


def _waited(start: str, operation: Launch, piece: Workpiece) -> tuple[str, ...]:
    piece.sheet.inline("status_of_run")
    passed = {s for state in operation.accepts for s in _STATUSES[state]}
    refused = {s for state in operation.refuses for s in _STATUSES[state]}
    stops = sorted((passed | refused) - _ENDED)
    given = ["run_id", number(operation.poll), *map(string, stops)]
    look = f"status_of_run({', '.join(given)})"
    well = sorted(passed - refused)
    if set(well) >= _ENDED | set(stops):
        return (f"run_id = {start}", look)
    test = f"status != {string(well[0])}" if len(well) == 1 else f"status not in {_tuple(well)}"
    return (
        f"run_id = {start}",
        f"status = {look}",
        f"if {test}:",
        f'    raise RuntimeError(f"{operation.target or "the run"} ended as {{status}}")',
    )


def _tuple(words: list[str]) -> str:
    inner = ", ".join(map(string, words))
    return f"({inner},)" if len(words) == 1 else f"({inner})"
