"""`polydag graph`: a picture of a pipeline, as text that other tools draw."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from polydag.cli import options, writing
from polydag.cli.findings import Shown, tell
from polydag.cli.options import Sources
from polydag.cli.stdin import source_files
from polydag.cli.verdict import exit_code
from polydag.rendering.dot import dot
from polydag.rendering.mermaid import mermaid
from polydag.translate import read_files

_DRAW = {"mermaid": mermaid, "dot": dot}


@click.command("graph")
@options.paths()
@click.option(
    "--format", "language", type=click.Choice(list(_DRAW)), default="mermaid", show_default=True
)
@click.option("--pipeline", "wanted", metavar="ID", help="Only this pipeline.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file to write to."
)
@options.SOURCES
@options.FINDINGS
def command(
    paths: tuple[str, ...],
    language: str,
    wanted: str | None,
    output: Path | None,
    sources: Sources,
    shown: Shown,
) -> None:
    """Draw the pipelines: solid arrows carry data, dotted ones order alone."""
    with source_files(paths, sources) as (files, roots):
        readings = read_files(files, roots)
    found = shown.chosen(d for reading in readings for d in reading.diagnostics)
    tell(found, shown)
    pipelines = [
        p for r in readings if r.module for p in r.module.pipelines if wanted in (None, p.id)
    ]
    if wanted is not None and not pipelines:
        raise click.UsageError(f"no pipeline is called `{wanted}`")
    _print("\n".join(_DRAW[language](pipeline) for pipeline in pipelines), output)
    sys.exit(exit_code(readings, found, shown.fail_on))


def _print(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        writing.write_text(output, text)
