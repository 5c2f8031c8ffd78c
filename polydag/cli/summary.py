"""What a conversion says of itself in a few lines: how much is as it was, and what needs a person."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import click

from polydag.cli.findings import Shown
from polydag.diagnostics import Severity
from polydag.engines import EngineVersion
from polydag.ir.graph import Graph
from polydag.translate import Conversion, PlannedFile, Reading
from polydag.translate.report import Told, worst_by_task


def say(message: str, shown: Shown) -> None:
    """A message to stderr."""
    if not shown.quiet:
        click.echo(message, err=True)


def number(count: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(readings: Iterable[tuple[Reading, Told]]) -> str:
    """`12 of 14 tasks as they are, 1 emulated, 1 needs you: dags/etl.py:40`."""
    readings = list(readings)
    if any(
        d.severity is Severity.INTERNAL
        for _, told in readings
        for found in told.values()
        for d in found
    ):
        return "not written: a mistake of polydag, please report it"
    worst: list[Severity] = []
    places: list[str] = []
    for reading, told in readings:
        severities = worst_by_task(reading, told)
        for pipeline in reading.module.pipelines if reading.module else ():
            for task in Graph(pipeline).tasks.values():
                severity = severities.get((pipeline.id, task.id), Severity.NOTE)
                worst.append(severity)
                if severity >= Severity.LOST:
                    line = f":{task.span.line}" if task.span else ""
                    places.append(f"{reading.file.display}{line}")
    exact = sum(severity < Severity.EMULATED for severity in worst)
    parts = [f"{exact} of {number(len(worst), 'task')} as they are"]
    if emulated := worst.count(Severity.EMULATED):
        parts.append(f"{emulated} emulated")
    if places:
        parts.append(
            f"{len(places)} {'needs' if len(places) == 1 else 'need'} you: {_some(places)}"
        )
    return ", ".join(parts)


def per_target(conversion: Conversion) -> Iterable[tuple[EngineVersion, str]]:
    """The counts of each target by itself."""
    for target in conversion.targets:
        told = {id(o.reading): o.diagnostics for o in conversion.outputs if o.target == target}
        pairs = [(r, {target.key: told[id(r)]}) for r in conversion.readings if id(r) in told]
        yield target, counts(pairs)


def commands(conversion: Conversion, files: Iterable[PlannedFile], folder: str) -> Iterable[str]:
    """The command that runs each emitted file."""
    where = {(f.sources, f.target): f.path for f in files if f.pipelines and f.path.suffix == ".py"}
    for output in conversion.outputs:
        path = where.get(((output.reading.file.display,), output.target))
        if path is not None and output.emission is not None and output.emission.command:
            place = PurePath(folder, path)
            yield output.emission.command.format(path=place, folder=place.parent)


def _some(places: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(places[:3]))
    return shown if len(places) <= 3 else f"{shown}, …"
