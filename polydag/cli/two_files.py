"""`polydag compare A B`: two files held against each other by what they say, without running them."""

from __future__ import annotations

import json

import click

from polydag.cli.failure import Failure
from polydag.cli.running import Asked, read_one
from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Difference
from polydag.runs.comparison_table import difference_lines
from polydag.runs.structure import structure


def compare(
    left: str, right: str, renamed: dict[str, str], output_format: str, asked: Asked
) -> int:
    """Print the differences between the pipelines of two files; 0 where there are none, else 1."""
    pairs = _pairs(left, right, asked)
    found = [(one.id, list(structure(one, other, (left, right), renamed))) for one, other in pairs]
    if output_format == "json":
        click.echo(
            json.dumps(
                [_json(id, differences) for id, differences in found], indent=2, ensure_ascii=False
            )
        )
    else:
        for id, differences in found:
            click.echo(f"{id}: {'equal' if not differences else f'{len(differences)} differences'}")
            for line in difference_lines(differences):
                click.echo(f"  {line}")
    return int(any(differences for _, differences in found))


def _pairs(left: str, right: str, asked: Asked) -> list[tuple[Pipeline, Pipeline]]:
    """Pipelines of the same id; a file's only one needs no name."""
    ours, theirs = read_one(left, asked)[1], read_one(right, asked)[1]
    if len(ours) == len(theirs) == 1:
        return [(ours[0], theirs[0])]
    known = {pipeline.id: pipeline for pipeline in theirs}
    missing = {pipeline.id for pipeline in ours} ^ set(known)
    if missing:
        raise Failure(
            f"only one of {left} and {right} has {', '.join(sorted(missing))}: choose with --pipeline"
        )
    return [(pipeline, known[pipeline.id]) for pipeline in ours]


def _json(id: str, differences: list[Difference]) -> dict[str, object]:
    return {
        "schema": 1,
        "pipeline": id,
        "differences": [d.model_dump(mode="json") for d in differences],
    }
