"""What a conversion says of itself in a few lines: how much is as it was, and what needs a person."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import click

from polydag.cli.findings import Shown
from polydag.diagnostics import Severity
from polydag.engines import EngineVersion
from polydag.translate import Conversion, FileResult, PlannedFile
from polydag.translate.outputs import folder_of, folders_on_path


def say(message: str, shown: Shown) -> None:
    """A message to stderr."""
    if not shown.quiet:
        click.echo(message, err=True)


def number(count: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(results: Iterable[FileResult], target: str) -> str:
    """`12 of 14 tasks as they are, 1 emulated, 1 needs you: dags/etl.py:40`."""
    results = list(results)
    if any(d.severity is Severity.INTERNAL for r in results for d in r.told.get(target, ())):
        return "not written: a mistake of polydag, please report it"
    worst: list[Severity] = []
    places: list[str] = []
    for result in results:
        severities = result.worst(target)
        for pipeline in result.stock:
            for task in pipeline.tasks:
                severity = severities.get((pipeline.id, task.id), Severity.NOTE)
                worst.append(severity)
                if severity >= Severity.LOST:
                    line = f":{task.line}" if task.line else ""
                    places.append(f"{result.file.display}{line}")
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
    """The counts of each target by itself, over the files that were written for it."""
    for target in conversion.targets:
        tried = [r for r in conversion.results if any(w.target == target for w in r.written)]
        yield target, counts(tried, target.key)


def commands(conversion: Conversion, files: Iterable[PlannedFile], folder: str) -> Iterable[str]:
    """The command that runs each emitted file."""
    files = list(files)
    where = {(f.sources, f.target): f.path for f in files if f.pipelines and f.path.suffix == ".py"}
    paths = {target: _on_path(files, conversion, target, folder) for target in conversion.targets}
    for result in conversion.results:
        for written in result.written:
            path = where.get(((result.file.display,), written.target))
            if path is not None and written.command:
                place = PurePath(folder, path)
                command = written.command.format(path=place, folder=place.parent)
                yield f"{paths[written.target]}{command}"


def _on_path(
    files: list[PlannedFile], conversion: Conversion, target: EngineVersion, folder: str
) -> str:
    """`PYTHONPATH=… ` where modules are imported from folders of which the engine knows nothing."""
    own = folder_of(target, several=len(conversion.targets) > 1)
    found = [str(PurePath(folder, own, path)) for path in folders_on_path(files, own, target)]
    return f"PYTHONPATH={':'.join(found)} " if found else ""


def _some(places: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(places[:3]))
    return shown if len(places) <= 3 else f"{shown}, …"
