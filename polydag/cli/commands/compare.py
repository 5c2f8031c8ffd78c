"""`polydag compare`: one pipeline on several engines, and where they differ."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from polydag.cli import options, running, two_files
from polydag.cli.assignments import Assignment
from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Verdict
from polydag.runs.comparison_table import difference_lines, table, verdict_line
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario, derive
from polydag.runs.stages import reference
from polydag.runs.trials import Trial, trials
from polydag.translate import Reading


@click.command("compare")
@click.argument("path")
@click.argument("other", required=False)
@click.option(
    "--on",
    metavar="ENGINE,...|all",
    help="Engines to run it on; `reference` is polydag's own interpreter.",
)
@click.option(
    "--scenario",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only these; all that follow from the pipeline by default.",
)
@click.option(
    "--map",
    "renamed",
    multiple=True,
    type=Assignment(),
    help="A task of PATH and its name in OTHER.",
)
@options.output_format("text", "json")
@running.RUNNING
def command(
    path: str,
    other: str | None,
    on: str | None,
    names: tuple[str, ...],
    renamed: tuple[tuple[str, object], ...],
    output_format: str,
    asked: running.Asked,
) -> None:
    """Run a pipeline on several engines (--on), or hold two files against each other (OTHER), and tell the differences.

    With --on, the source runs on its own engine as it is, on the others as the code that polydag writes; stubs stand in
    for the tasks' bodies. What the others are held against is the source where its engine is among them, else polydag's
    reading of it.

    Exit codes: 0 equal · 1 different · 2 a runner could not do its work.
    """
    if (other is None) == (on is None):
        raise click.UsageError("give either --on ENGINE,... or a second file")
    if other is not None:
        names_of = {task: str(name) for task, name in renamed}
        sys.exit(two_files.compare(path, other, names_of, output_format, asked))
    done = []
    for trial in _trials(path, on or "", names, asked):
        done.append(trial)
        if output_format == "text":
            _show(trial)
    if output_format == "json":
        click.echo(json.dumps([_json(trial) for trial in done], indent=2, ensure_ascii=False))
    sys.exit(_exit_code(done))


def _trials(path: str, on: str, names: tuple[str, ...], asked: running.Asked) -> Iterator[Trial]:
    reading, pipelines = running.read_one(path, asked)
    engines, with_reference = running.places(on)
    running.require(engines, asked)
    if not engines:
        raise click.UsageError(
            "the reference alone has nothing to be compared with: name an engine"
        )
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder, Runners() as runners:
        for pipeline in pipelines:
            assert reading.module is not None
            own = reference(reading.module, pipeline, reading.file.path)
            stages = running.stages(reading, pipeline, engines, with_reference, Path(folder))
            chosen = _scenarios(names, pipeline, reading)
            yield from trials(own, stages, chosen, asked.manner("stub"), runners)


def _scenarios(
    names: tuple[str, ...], pipeline: Pipeline, reading: Reading
) -> tuple[Scenario, ...]:
    if not names:
        return derive(pipeline, reading.module)
    return tuple(running.scenario_of(name, pipeline, reading) for name in names)


def _show(trial: Trial) -> None:
    console = Console()
    title = f"{trial.pipeline.id}: {trial.scenario.name}"
    console.print(table(trial.pipeline, trial.reference, trial.sides, title))
    for comparison in trial.comparisons:
        console.print(verdict_line(comparison), end="")
        # A source that no engine ran is only what polydag understood of it: another claim, in other words.
        console.print("" if trial.source_ran else " [cyan](against the reading)[/]")
        for line in difference_lines(comparison.differences):
            console.print(f"  {line}", markup=False)


def _json(trial: Trial) -> dict[str, object]:
    return {
        "schema": 1,
        "pipeline": trial.pipeline.id,
        "scenario": trial.scenario.name,
        "records": {
            side.name: side.record.model_dump(mode="json", by_alias=True)
            for side in trial.sides
            if side.record
        },
        "comparisons": [comparison.model_dump(mode="json") for comparison in trial.comparisons],
    }


def _exit_code(done: list[Trial]) -> int:
    verdicts = {verdict for trial in done for verdict in trial.verdicts}
    if verdicts & {Verdict.FAILED, Verdict.NOT_RUN}:
        return 2
    return int(Verdict.DIFFERENT in verdicts)
