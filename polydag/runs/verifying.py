"""What `verify` holds against each other: a source where it can run, else its reading, and the code for every target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import JsonValue

from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion, engines
from polydag.ir.pipeline import Pipeline
from polydag.runs import environments
from polydag.runs.published import Against
from polydag.runs.stages import Stage, native_engine, reference, staged
from polydag.translate import Output, Reading, outputs_of


@dataclass(frozen=True)
class Subject:
    """One pipeline to verify: its first stage is what the others must equal."""

    reading: Reading
    reference: Stage
    stages: tuple[Stage, ...]
    against: Against
    refused: Mapping[EngineVersion, tuple[Diagnostic, ...]] = field(default_factory=dict)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline as it was read."""
        return self.reference.pipeline


def subjects(
    readings: Sequence[Reading],
    targets: Iterable[EngineVersion],
    folder: Path,
    options: Options,
    roots: tuple[Path, ...] = (),
    assumed: Mapping[str, JsonValue] | None = None,
) -> Iterator[Subject]:
    """Every pipeline that can be written, with its code laid out below `folder`; what `convert` gives.

    `assumed` is what names are taken for that no file says: loops over them are unrolled.
    """
    outputs: dict[int, list[Output]] = {}
    for output in outputs_of(readings, tuple(targets), options, roots):
        outputs.setdefault(id(output.reading), []).append(output)
    for number, reading in enumerate(readings):
        module = reading.writable
        if module is None:
            continue
        first, against = _first(reading)
        for pipeline in module.pipelines:
            # Side by side, since files of several folders may have one name.
            place = folder / str(number) / pipeline.id
            own = reference(module, pipeline, reading.file.path, roots, assumed)
            staging = staged(own, outputs.get(id(reading), ()), place)
            source = replace(own, engine=first, label=_label(first, against), told=())
            stages = (source, *staging.stages)
            yield Subject(reading, own, stages, against, staging.refused)


def _first(reading: Reading) -> tuple[EngineVersion | None, Against]:
    """Where the source runs; the version that it is written for before others of its engine."""
    native = native_engine(reading)
    if native is None:
        return None, "reference"
    written_for = reading.module.version if reading.module else None
    known = sorted(engines()[native].versions, key=lambda version: version != written_for)
    there = [EngineVersion(native, v) for v in known if environments.find(f"{native}-{v}")]
    return (there[0], "source") if there else (None, "reading")


def _label(engine: EngineVersion | None, against: Against) -> str:
    return f"source ({engine.key})" if engine else against
