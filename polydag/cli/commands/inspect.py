"""`polydag inspect`: an inventory, and what each engine could not carry."""

from __future__ import annotations

import json
import sys

import click

from polydag.cli import options, summary
from polydag.cli.findings import Shown, rendered, tell
from polydag.cli.options import Sources
from polydag.cli.stdin import source_files
from polydag.cli.verdict import exit_code
from polydag.engines import EngineVersion, engines
from polydag.translate import FileResult, inspect_files
from polydag.translate.report import report


@click.command("inspect")
@options.paths()
@click.option(
    "--to",
    "targets",
    type=options.Engines(),
    help="The engines to hold them against; all but their own by default.",
)
@options.output_format(*options.FORMATS)
@options.SOURCES
@options.FINDINGS
def command(
    paths: tuple[str, ...],
    targets: tuple[EngineVersion, ...] | None,
    output_format: str,
    sources: Sources,
    shown: Shown,
) -> None:
    """Take stock: pipelines, tasks, and what each engine could not carry."""
    with source_files(paths, sources) as (files, roots):
        inspected = inspect_files(files, targets or _all(), roots, sources.jobs)
    found = shown.chosen(
        dict.fromkeys(
            d
            for r in inspected
            for d in (*r.diagnostics, *(x for told in r.told.values() for x in told))
        )
    )
    if output_format == "json":
        click.echo(json.dumps(report(inspected), indent=2, ensure_ascii=False))
    elif output_format == "text":
        click.echo("".join(_text(result) for result in inspected), nl=False)
        tell(found, shown)
    else:
        click.echo(rendered(found, output_format), nl=False)
    sys.exit(exit_code(inspected, found, shown.fail_on))


def _all() -> tuple[EngineVersion, ...]:
    return tuple(EngineVersion(engine.name, engine.versions[0]) for engine in engines().values())


def _text(result: FileResult) -> str:
    """A line per pipeline, and below it one per engine."""
    if result.status == "unreadable" and not result.stock:
        return f"{result.file.display}: unreadable\n"
    lines = []
    for pipeline in result.stock:
        line = f":{pipeline.line}" if pipeline.line else ""
        place = f"{result.file.display}{line}"
        tasks = summary.number(len(pipeline.tasks), "task")
        lines.append(f"{place}: {pipeline.id}, {result.engine}, {tasks}")
    lines += [f"  {key}: {summary.counts([result], key)}" for key in result.told]
    return "".join(f"{line}\n" for line in lines)
