"""`polydag run`: a pipeline, for real, in the embedded reference or on engines."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from pydantic import JsonValue
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from polydag.cli import options, running
from polydag.runs.child.journal import REFUSED
from polydag.runs.record import OtherRun, RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scheduling import SCHEDULED_BY
from polydag.runs.stages import REFERENCE, Manner, Stage

_COLOURS = {"success": "green", "failed": "red", "skipped": "yellow"}
_WIDEST = 60


@click.command("run")
@click.argument("path")
@click.option(
    "--on",
    metavar="ENGINE|all",
    default=REFERENCE,
    show_default=True,
    help="Where: the reference, engines with commas, or all.",
)
@click.option(
    "--scenario",
    metavar="NAME",
    help='"extract fails once" and the like, with stubs in place of bodies.',
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Catch up: every run that the schedule has from --date to here; Airflow 3's scheduler alone does.",
)
@options.output_format("text", "json")
@running.RUNNING
def command(
    path: str,
    on: str,
    scenario: str | None,
    until: datetime | None,
    output_format: str,
    asked: running.Asked,
) -> None:
    """Run the pipelines of a file; on another engine than their own, the code that polydag writes for it.

    Exit codes: 0 every run succeeded · 1 one failed · 2 a runner could not do its work.
    """
    reading, pipelines = running.read_one(path, asked)
    engines, with_reference = running.places(on)
    running.check_executor(asked, (engine.key for engine in engines))
    running.require(engines)
    manner = asked.manner("stub" if scenario else "real")
    if until is not None:
        manner = _catching_up(manner, until, asked, [e.key for e in engines], with_reference)
    records = []
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder, Runners() as runners:
        for pipeline in pipelines:
            chosen = running.scenario_of(scenario or "all succeed", pipeline, reading)
            for stage in running.stages(
                reading, pipeline, engines, with_reference, Path(folder), asked
            ):
                record = stage.run(chosen, manner, runners)
                records.append(record)
                _show(record, stage, output_format)
    sys.exit(_exit_code(records))


def _catching_up(
    manner: Manner, until: datetime, asked: running.Asked, keys: list[str], with_reference: bool
) -> Manner:
    """The manner of a run from one date to another; a usage error where that cannot be had."""
    if keys != [SCHEDULED_BY] or with_reference or asked.scheduler is False:
        raise click.UsageError(
            "--until needs the scheduler of Airflow 3: --on airflow, nothing else"
        )
    if asked.date is None or asked.date > until:
        raise click.UsageError("--until needs an earlier --date to begin with")
    return replace(manner, until=until.replace(tzinfo=UTC).isoformat())


def _show(record: RunRecord, stage: Stage, output_format: str) -> None:
    if output_format == "json":
        click.echo(record.to_json())
        return
    if record.runner.error:
        click.echo(
            f"{record.pipeline} on {stage.name}: the runner failed: {record.runner.error}", err=True
        )
        return
    console = Console()
    console.print(_table(record, stage, _dated(record) if record.others else ""))
    for other in record.others:
        console.print(_table(other, stage, _dated(other)))


def _dated(record: RunRecord | OtherRun) -> str:
    """The date of a run that is told among others."""
    date = record.run.logical_date if record.run else None
    return f" ({date})" if date else ""


def _table(record: RunRecord | OtherRun, stage: Stage, about: str) -> Table:
    state = record.run.state if record.run else "unknown"
    raw = record.run.raw_state or "" if record.run else ""
    why = f" ({raw})" if raw.startswith(REFUSED) else ""
    table = Table(
        title=escape(f"{record.pipeline}{about} on {stage.name}: {state}{why}"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for column in ("task", "state", "attempts", "outputs"):
        table.add_column(column)
    for task in record.tasks:
        name = task.id if task.map_index is None else f"{task.id}[{task.map_index}]"
        coloured = f"[{_COLOURS.get(task.state, 'white')}]{task.state}[/]"
        table.add_row(name, coloured, str(len(task.attempts)), _outputs(task.outputs))
    return table


def _outputs(outputs: dict[str, JsonValue]) -> str:
    """Values on one line; brackets are escaped, since rich would take them for markup."""
    text = ", ".join(
        f"{name}={value!r}" if name != "result" else f"{value!r}" for name, value in outputs.items()
    )
    short = text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
    return short.replace("[", "\\[")


def _exit_code(records: list[RunRecord]) -> int:
    if any(record.runner.error for record in records):
        return 2
    runs = [run for record in records for run in (record.run, *(o.run for o in record.others))]
    return int(any(run is None or run.state != "success" for run in runs))
