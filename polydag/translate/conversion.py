"""A conversion as one value: what became of every file, the plan of files, everything that was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue

from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion
from polydag.translate.batches import in_batches
from polydag.translate.outputs import PlannedFile, plan_files
from polydag.translate.reading import Reading, internal_error, read_files
from polydag.translate.report import report
from polydag.translate.results import FileResult, Told, result_of
from polydag.translate.sources import SourceFile
from polydag.translate.upgrading import outputs_of
from polydag.translate.writing import Output, draft, write


@dataclass(frozen=True)
class Conversion:
    """What converting files gave; nothing has been written yet."""

    results: tuple[FileResult, ...]
    targets: tuple[EngineVersion, ...]

    @cached_property
    def files(self) -> list[PlannedFile]:
        """The plan of files."""
        return plan_files(self.results, self.targets)

    @property
    def texts(self) -> list[str]:
        """The code of every module and target that was written."""
        return [w.text for r in self.results for w in r.written if w.text is not None]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was told, readings first."""
        told = (
            *(d for r in self.results for d in r.diagnostics),
            *(d for r in self.results for w in r.written for d in w.diagnostics),
        )
        return tuple(dict.fromkeys(told))

    def report(self) -> dict[str, JsonValue]:
        """The JSON of `convert --report`."""
        return report(self.results, self.files)


@dataclass(frozen=True)
class _Order:
    """What is to be made of files: code for targets, or, as `inspect` wants it, only what would be told."""

    targets: tuple[EngineVersion, ...]
    roots: tuple[Path, ...]
    options: Options | None

    def __call__(self, files: tuple[SourceFile, ...]) -> tuple[FileResult, ...]:
        readings = read_files(files, self.roots)
        if self.options is None:
            return tuple(result_of(r, (), _would_tell(r, self.targets)) for r in readings)
        return results_of(
            readings, outputs_of(readings, self.targets, self.options, self.roots), self.targets
        )

    def broken(self, file: SourceFile, error: Exception) -> FileResult:
        """The result of a file whose process ended before it had one."""
        told = internal_error("converting", error, file.display)
        return FileResult(file, "unreadable", None, (), (told,), {})


def convert_files(
    files: Iterable[SourceFile],
    targets: Iterable[EngineVersion],
    options: Options | None = None,
    roots: tuple[Path, ...] = (),
    jobs: int = 1,
) -> Conversion:
    """Convert files to targets in `jobs` processes at most; every problem is a diagnostic of the result."""
    order = _Order(tuple(targets), roots, options or Options())
    return Conversion(in_batches(tuple(files), order, order.broken, jobs), order.targets)


def inspect_files(
    files: Iterable[SourceFile],
    targets: Iterable[EngineVersion],
    roots: tuple[Path, ...] = (),
    jobs: int = 1,
) -> tuple[FileResult, ...]:
    """Read files, and tell for each what each target could not carry exactly."""
    order = _Order(tuple(targets), roots, None)
    return in_batches(tuple(files), order, order.broken, jobs)


def emitted(
    readings: Iterable[Reading], targets: tuple[EngineVersion, ...], options: Options
) -> tuple[FileResult, ...]:
    """Write what was read, for its own engine too, where a conversion would edit it."""
    readings = tuple(readings)
    return results_of(readings, write(readings, targets, options), targets)


def results_of(
    readings: Iterable[Reading], outputs: Iterable[Output], targets: tuple[EngineVersion, ...]
) -> tuple[FileResult, ...]:
    """What became of each file."""
    outputs, results = tuple(outputs), []
    for reading in readings:
        mine = [output for output in outputs if output.reading is reading]
        told = {target.key: tuple[Diagnostic, ...]() for target in targets}
        told |= {output.target.key: output.diagnostics for output in mine}
        results.append(result_of(reading, mine, told))
    return tuple(results)


def _would_tell(reading: Reading, targets: tuple[EngineVersion, ...]) -> Told:
    if reading.writable is None or not reading.writable.pipelines:
        return {}
    return {target.key: draft(reading, target, Options()) for target in targets}
