"""What became of a source file: all that a user may ask of it, and nothing of what was needed to make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from polydag.backends.contract import PipelinePlan
from polydag.diagnostics import Diagnostic, Severity
from polydag.engines import EngineVersion
from polydag.translate.kept import without_kept
from polydag.translate.reading import Reading, Rest, Status
from polydag.translate.sources import SourceFile
from polydag.translate.stock import PipelineStock, stock_of
from polydag.translate.writing import Output

# What was told about a file's conversion, by target key.
Told = Mapping[str, tuple[Diagnostic, ...]]


@dataclass(frozen=True)
class Written:
    """What a file became for one target; `text` is None when it was refused, and diagnostics say why."""

    target: EngineVersion
    text: str | None
    diagnostics: tuple[Diagnostic, ...]
    pipelines: tuple[PipelinePlan, ...] = ()
    packages: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()
    command: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    edited: bool = False


@dataclass(frozen=True)
class FileResult:
    """What became of a file: the stock of its pipelines, what was told while reading, and what each target makes of it.

    A file that was only edited lost nothing of what it keeps: its `diagnostics` are those that hold for an edit.
    """

    file: SourceFile
    status: Status
    engine: str | None
    stock: tuple[PipelineStock, ...]
    diagnostics: tuple[Diagnostic, ...]
    told: Told
    written: tuple[Written, ...] = ()
    rest: Rest | None = None

    def worst(self, target: str) -> dict[tuple[str, str], Severity]:
        """The worst severity told for each task, by pipeline and task id; tasks that nothing is told about are missing."""
        return _worst((*self.read_for(target), *self.told.get(target, ())))

    def read_for(self, target: str) -> tuple[Diagnostic, ...]:
        """What was told while reading, as far as it concerns a target."""
        is_edited = any(one.edited for one in self.written if one.target.key == target)
        return without_kept(self.diagnostics) if is_edited else self.diagnostics

    @property
    def worst_of_all(self) -> dict[tuple[str, str], Severity]:
        """The same over all targets."""
        return _worst((*self.diagnostics, *(d for told in self.told.values() for d in told)))


def result_of(reading: Reading, outputs: Iterable[Output], told: Told) -> FileResult:
    """The result of a file that was read, and written to none, one or several targets."""
    written = tuple(_written(output) for output in outputs)
    is_edited = bool(written) and all(one.edited for one in written)
    stock = tuple(stock_of(p) for p in reading.module.pipelines) if reading.module else ()
    return FileResult(
        reading.file,
        reading.status,
        reading.engine,
        stock,
        without_kept(reading.diagnostics) if is_edited else reading.diagnostics,
        told,
        written,
        reading.rest,
    )


def _written(output: Output) -> Written:
    emission = output.emission
    if emission is None:
        return Written(output.target, output.text, output.diagnostics, edited=output.edited)
    return Written(
        output.target,
        output.text,
        output.diagnostics,
        emission.pipelines,
        emission.packages,
        emission.manual,
        emission.command,
        emission.files,
        output.edited,
    )


def _worst(told: Iterable[Diagnostic]) -> dict[tuple[str, str], Severity]:
    worst: dict[tuple[str, str], Severity] = {}
    for diagnostic in told:
        if diagnostic.pipeline is not None and diagnostic.task is not None:
            key = (diagnostic.pipeline, diagnostic.task)
            worst[key] = max(worst.get(key, Severity.NOTE), diagnostic.severity)
    return worst
