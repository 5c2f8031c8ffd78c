"""`polydag verify`: source and conversion under the same scenarios, one verdict per scenario and task."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import JsonValue

from polydag.backends.contract import Options
from polydag.cli import options, results, running
from polydag.cli.failure import Failure
from polydag.cli.findings import Shown, tell
from polydag.cli.schedules import verified
from polydag.cli.targets import refuse_unwritable
from polydag.cli.trying import Plan, tried
from polydag.diagnostics import Severity
from polydag.engines import EngineVersion, parse_target
from polydag.runs.results import PipelineResult, Results
from polydag.runs.results import results as summed_up
from polydag.runs.stages import native_engine
from polydag.runs.verifying import Subject, subjects
from polydag.translate import Reading, discover, read_files
from polydag.translate.report import diagnostic_json


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the result is for, and what counts."""

    output_format: str
    report: Path | None
    check: bool
    allow_told: bool
    verbose: bool
    quiet: bool


_WANTED = options.bundled(
    "wanted",
    Wanted,
    options.output_format("text", "json"),
    results.REPORT,
    click.option("--check", is_flag=True, help="For CI: print only what is not equal."),
    click.option(
        "--allow-told",
        is_flag=True,
        help="A difference that the conversion told by a code does not fail.",
    ),
    click.option("--verbose", "-v", is_flag=True, help="The matrix, and the tasks per scenario."),
    click.option("--quiet", "-q", is_flag=True, help="No messages and no progress bar."),
)


@click.command("verify")
@options.paths()
@click.option(
    "--to",
    "targets",
    required=True,
    type=options.Engines(),
    help="dagster, airflow@3.3, … or several, with commas.",
)
@running.SCENARIOS
@click.option("--exclude", multiple=True, metavar="GLOB", help="Pass over these in a folder.")
@_WANTED
@options.CHOICES
@running.RUNNING
def command(
    paths: tuple[str, ...],
    targets: tuple[EngineVersion, ...],
    scenarios: running.Wanted,
    exclude: tuple[str, ...],
    wanted: Wanted,
    choices: Options,
    asked: running.Asked,
) -> None:
    """Convert, then run source and result under the same scenarios: one verdict per scenario and task.

    The source is your own file, untouched, on its own engine; stubs stand in for the tasks' bodies once it is loaded. Where
    that engine is not installed the verdict is `against the reading`: what polydag understood of the file.

    Unless you name scenarios, the schedules are compared as well: every engine's own code says which runs they start in a year
    from the pipeline's first day on (the first 400).

    Exit codes: 0 all behaves the same · 1 something differs, or could not be read or written · 2 usage, a missing engine, a
    named file that is unreadable, or a runner could not do its work.
    """
    refuse_unwritable(targets)
    running.require(targets)
    readings = read_files(discover(paths, exclude, asked.source_version), asked.roots)
    own = {parse_target(name).key for r in readings if r.module and (name := native_engine(r))}
    running.check_executor(asked, own | {target.key for target in targets})
    _tell_unreadable(readings, wanted)
    done: list[PipelineResult] = []
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        assumed = dict(asked.assume)
        found = list(
            subjects(readings, targets, Path(folder), choices, asked.roots, assumed=assumed)
        )
        plans = _planned(_chosen(found, asked), scenarios)
        for result in tried(plans, asked.manner("stub"), wanted.quiet):
            done.append(result)
            if wanted.output_format == "text":
                _show(result, wanted)
    everything = summed_up(done, _unreadable(readings))
    if wanted.output_format == "json":
        click.echo(everything.to_json(), nl=False)
    results.write_report(everything, wanted.report)
    if wanted.check and not wanted.quiet:
        click.echo(results.conclusion(everything), err=True)
    sys.exit(_exit_code(everything, readings, wanted))


def _tell_unreadable(readings: Sequence[Reading], wanted: Wanted) -> None:
    """Tell what cannot be verified; a Failure where nothing can."""
    told = [d for r in readings for d in r.diagnostics if d.severity >= Severity.UNREADABLE]
    tell(told, Shown(quiet=wanted.quiet))
    if not any(reading.writable and reading.writable.pipelines for reading in readings):
        raise Failure("nothing to verify: no pipeline was found")


def _unreadable(readings: Sequence[Reading]) -> dict[str, tuple[JsonValue, ...]]:
    return {
        reading.file.display: tuple(
            diagnostic_json(d) for d in reading.diagnostics if d.severity >= Severity.UNREADABLE
        )
        for reading in readings
        if reading.status == "unreadable" or reading.broken
    }


def _chosen(known: list[Subject], asked: running.Asked) -> list[Subject]:
    chosen = [one for one in known if asked.pipeline in (None, one.pipeline.id)]
    if not chosen:
        there = ", ".join(dict.fromkeys(one.pipeline.id for one in known))
        raise click.UsageError(f"there is no pipeline `{asked.pipeline}`, but {there}")
    running.tell_undeclared((one.pipeline for one in chosen), asked)
    return chosen


def _planned(chosen: Iterable[Subject], scenarios: running.Wanted) -> list[Plan]:
    """Every subject with its scenarios; of those that are asked for, a pipeline is run under the ones that it has."""
    asks = not scenarios.scenario
    plans = [
        Plan(one, scenarios.of(one.pipeline, one.reading), verified(one) if asks else None)
        for one in chosen
    ]
    missing = scenarios.missing(plan.kept for plan in plans)
    if missing is not None:
        subject = plans[0].subject
        running.scenario_of(missing, subject.pipeline, subject.reading)
    return [plan for plan in plans if plan.kept.scenarios]


def _show(result: PipelineResult, wanted: Wanted) -> None:
    if wanted.check:
        results.differing(result)
    elif wanted.verbose:
        results.full(result)
    else:
        results.brief(result)


def _exit_code(found: Results, readings: Sequence[Reading], wanted: Wanted) -> int:
    if any(r.file.named and r.status == "unreadable" for r in readings):
        return 2
    return max(results.exit_code(found, wanted.allow_told), int(bool(found.unreadable)))
