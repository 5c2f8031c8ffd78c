"""`polydag convert`: pipelines of any engine → code for others."""

from __future__ import annotations

import difflib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from polydag.cli import options, summary, writing
from polydag.cli.findings import Shown, rendered, tell
from polydag.cli.options import Sources
from polydag.cli.stdin import source_files
from polydag.cli.targets import refuse_unwritable
from polydag.cli.verdict import exit_code
from polydag.engines import EngineVersion
from polydag.translate import Conversion, Options, PlannedFile, convert_files


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Where the result of a conversion goes, and in which form."""

    output: Path | None
    output_format: str
    report: Path | None
    plan: bool
    check: bool
    diff: bool
    force: bool

    @property
    def folder(self) -> Path:
        """The output folder; what is only looked at is held against the current one."""
        return self.output or Path()


_DELIVERY = options.bundled(
    "delivery",
    Delivery,
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        help="The folder to write to; else stdout, for one file.",
    ),
    options.output_format(*options.FORMATS),
    click.option(
        "--report", type=click.Path(path_type=Path), help="Also write the JSON report to this file."
    ),
    click.option(
        "--plan", is_flag=True, help="Print which files would be written, and write nothing."
    ),
    click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change."),
    click.option("--diff", is_flag=True, help="Write nothing; print what would change."),
    click.option("--force", is_flag=True, help="Overwrite files that polydag did not generate."),
)


@click.command("convert")
@options.paths()
@click.option(
    "--to",
    "targets",
    required=True,
    type=options.Engines(),
    help="dagster, airflow@3.3, … or several, with commas.",
)
@_DELIVERY
@options.CHOICES
@options.SOURCES
@options.FINDINGS
def command(
    paths: tuple[str, ...],
    targets: tuple[EngineVersion, ...],
    delivery: Delivery,
    choices: Options,
    sources: Sources,
    shown: Shown,
) -> None:
    """Write pipelines as code for other engines; `-` reads stdin.

    One file goes to stdout; a folder, or several targets, need an output folder.
    """
    if len(targets) > 1 and not _is_shown(delivery):
        raise click.UsageError("several targets need an output folder: -o DIR")
    refuse_unwritable(targets)
    with source_files(paths, sources) as (files, roots):
        if (len(files) != 1 or not files[0].named) and not _is_shown(delivery):
            raise click.UsageError("more than one file needs an output folder: -o DIR")
        conversion = convert_files(files, targets, choices, roots, sources.jobs)
        sys.exit(_deliver(conversion, delivery, shown))


def _is_shown(delivery: Delivery) -> bool:
    """Whether stdout is for something else than code."""
    return bool(delivery.output) or delivery.output_format != "text" or delivery.plan


def _deliver(conversion: Conversion, delivery: Delivery, shown: Shown) -> int:
    found = shown.chosen(conversion.diagnostics)
    code = exit_code(conversion.results, found, shown.fail_on)
    changed = writing.changed(conversion.files, delivery.folder)
    if delivery.report:
        writing.write_text(delivery.report, _json(conversion))
    tell(found, shown)
    _show(conversion, changed, delivery, shown)
    if delivery.check:
        for file in changed:
            summary.say(f"would change: {delivery.folder / file.path}", shown)
    if delivery.check or delivery.diff or delivery.plan:
        return max(code, int(bool(changed) and delivery.check))
    if delivery.output:
        if not delivery.force:
            writing.refuse_foreign(changed, delivery.folder)
        writing.write(changed, delivery.folder)
    _conclude(conversion, delivery, shown)
    return code


def _show(
    conversion: Conversion, changed: list[PlannedFile], delivery: Delivery, shown: Shown
) -> None:
    """What goes to stdout."""
    if delivery.output_format == "json":
        click.echo(_json(conversion), nl=False)
    elif delivery.output_format in ("sarif", "github"):
        click.echo(rendered(shown.chosen(conversion.diagnostics), delivery.output_format), nl=False)
    elif delivery.plan:
        click.echo(
            "".join(f"{file.path} ← {', '.join(file.sources)}\n" for file in conversion.files),
            nl=False,
        )
    elif delivery.diff:
        click.echo("".join(_diff(file, delivery.folder) for file in changed), nl=False)
    elif not delivery.output and not delivery.check:
        click.echo("".join(conversion.texts), nl=False)


def _conclude(conversion: Conversion, delivery: Delivery, shown: Shown) -> None:
    if not any(result.stock for result in conversion.results):
        return
    for target, text in summary.per_target(conversion):
        summary.say(f"{target}: {text}", shown)
    if delivery.output:
        summary.say(f"{summary.number(len(conversion.files), 'file')} in {delivery.output}", shown)
        for line in summary.commands(conversion, conversion.files, str(delivery.output)):
            summary.say(f"  run it: {line}", shown)


def _json(conversion: Conversion) -> str:
    return json.dumps(conversion.report(), indent=2, ensure_ascii=False) + "\n"


def _diff(file: PlannedFile, folder: Path) -> str:
    path = folder / file.path
    before = (writing.existing(path) or "").splitlines(keepends=True)
    lines = difflib.unified_diff(before, file.text.splitlines(keepends=True), str(path), str(path))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
