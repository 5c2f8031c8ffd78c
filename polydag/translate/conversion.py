"""A conversion as one value: readings, outputs, the plan of files, everything that was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue

from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion
from polydag.translate.outputs import PlannedFile, plan_files
from polydag.translate.reading import Reading, read_files
from polydag.translate.report import Told, report
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, draft, write


@dataclass(frozen=True)
class Conversion:
    """What converting files gave; nothing has been written yet."""

    readings: tuple[Reading, ...]
    outputs: tuple[Output, ...]
    targets: tuple[EngineVersion, ...]

    @cached_property
    def files(self) -> list[PlannedFile]:
        """The plan of files."""
        return plan_files(self.readings, self.outputs, self.targets)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was told, readings first."""
        told = (
            *(d for r in self.readings for d in r.diagnostics),
            *(d for o in self.outputs for d in o.diagnostics),
        )
        return tuple(dict.fromkeys(told))

    def report(self) -> dict[str, JsonValue]:
        """The JSON of `convert --report`."""
        return report([(reading, self._told(reading)) for reading in self.readings], self.files)

    def _told(self, reading: Reading) -> Told:
        mine = {target.key: tuple[Diagnostic, ...]() for target in self.targets}
        return mine | {o.target.key: o.diagnostics for o in self.outputs if o.reading is reading}


def convert_files(
    files: Iterable[SourceFile],
    targets: Iterable[EngineVersion],
    options: Options | None = None,
    roots: tuple[Path, ...] = (),
) -> Conversion:
    """Convert files to targets; every problem is a diagnostic of the result."""
    targets = tuple(targets)
    readings = read_files(files, roots)
    return Conversion(readings, tuple(write(readings, targets, options or Options())), targets)


def inspect_files(
    files: Iterable[SourceFile], targets: Iterable[EngineVersion], roots: tuple[Path, ...] = ()
) -> list[tuple[Reading, Told]]:
    """Read files, and tell for each what each target could not carry exactly."""
    targets = tuple(targets)
    readings = read_files(files, roots)
    return [(reading, _told(reading, targets)) for reading in readings]


def _told(reading: Reading, targets: tuple[EngineVersion, ...]) -> Told:
    if reading.writable is None or not reading.writable.pipelines:
        return {}
    return {target.key: draft(reading, target, Options()) for target in targets}
