"""`polydag compare`: one pipeline on several engines, and where they differ."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from polydag.cli import options, results, running, schedules, two_files
from polydag.cli.assignments import Assignment
from polydag.cli.trying import Plan, tried
from polydag.runs.published import Against
from polydag.runs.results import PipelineResult
from polydag.runs.results import results as summed_up
from polydag.runs.stages import native_engine, reference
from polydag.runs.verifying import Subject


@click.command("compare")
@click.argument("path")
@click.argument("other", required=False)
@click.option(
    "--on",
    metavar="ENGINE,...|all",
    help="Engines to run it on; `reference` is polydag's own interpreter.",
)
@running.SCENARIOS
@click.option(
    "--map",
    "renamed",
    multiple=True,
    type=Assignment(),
    help="A task of PATH and its name in OTHER.",
)
@options.output_format("text", "json")
@results.REPORT
@schedules.ASKED
@running.RUNNING
def command(
    path: str,
    other: str | None,
    on: str | None,
    scenarios: running.Wanted,
    renamed: tuple[tuple[str, object], ...],
    output_format: str,
    report: Path | None,
    wanted: schedules.Asked,
    asked: running.Asked,
) -> None:
    """Run a pipeline on several engines (--on), or hold two files against each other (OTHER), and tell the differences.

    With --on, the source runs on its own engine as it is, on the others as the code that polydag writes; stubs stand in
    for the tasks' bodies. What the others are held against is the source where its engine is among them, else polydag's
    reading of it.

    With --schedule nothing is run: every engine's own code says which runs the schedules start, when, and about which
    interval.

    Exit codes: 0 equal · 1 different · 2 a runner could not do its work.
    """
    if (other is None) == (on is None):
        raise click.UsageError("give either --on ENGINE,... or a second file")
    _refuse_mixed(wanted, other, scenarios.scenario, report)
    if other is not None:
        if report is not None:
            raise click.UsageError("--report is for runs: give --on ENGINE,... instead of OTHER")
        names_of = {task: str(name) for task, name in renamed}
        sys.exit(two_files.compare(path, other, names_of, output_format, asked))
    done: list[PipelineResult] = []
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        subjects = _subjects(path, on or "", asked, Path(folder))
        if wanted.schedule:
            sys.exit(schedules.compare(subjects, wanted, output_format))
        for one in subjects:
            for name in scenarios.scenario:
                running.scenario_of(name, one.pipeline, one.reading)
        plans = [Plan(one, scenarios.of(one.pipeline, one.reading)) for one in subjects]
        for result in tried(plans, asked.manner("stub")):
            done.append(result)
            if output_format == "text":
                results.full(result)
    everything = summed_up(done)
    if output_format == "json":
        click.echo(everything.to_json(), nl=False)
    results.write_report(everything, report)
    sys.exit(results.exit_code(everything))


def _refuse_mixed(
    wanted: schedules.Asked, other: str | None, names: tuple[str, ...], report: Path | None
) -> None:
    """A usage error for options that do not go together."""
    wanted.check()
    if wanted.schedule:
        stated = {"OTHER": other, "--scenario": names, "--report": report}
        for option, value in stated.items():
            if value:
                raise click.UsageError(
                    f"--schedule runs nothing on the engines: leave {option} out"
                )


def _subjects(path: str, on: str, asked: running.Asked, folder: Path) -> list[Subject]:
    reading, pipelines = running.read_one(path, asked)
    engines, with_reference = running.places(on)
    running.check_executor(asked, (engine.key for engine in engines))
    running.require(engines)
    if not engines:
        raise click.UsageError(
            "the reference alone has nothing to be compared with: name an engine"
        )
    assert reading.module is not None
    subjects = []
    for pipeline in pipelines:
        assumed = dict(asked.assume)
        own = reference(reading.module, pipeline, reading.file.path, asked.roots, assumed)
        stages = running.stages(reading, pipeline, engines, with_reference, folder, asked)
        weaker: Against = "reading" if native_engine(reading) else "reference"
        against: Against = "source" if stages[0].is_source else weaker
        subjects.append(Subject(reading, own, tuple(stages), against))
    return subjects
