"""The Python API: read pipelines, emit code, or both at once; every problem is a diagnostic of the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion, parse_source, parse_target
from polydag.ir.pipeline import Pipeline
from polydag.translate import Conversion, Reading, convert_files, discover, emitted, read_files


@dataclass(frozen=True)
class Project:
    """What was read: one reading per file, in a stable order."""

    readings: tuple[Reading, ...]

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """The pipelines of all files."""
        return tuple(
            p for reading in self.readings if reading.module for p in reading.module.pipelines
        )

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was told while reading."""
        return tuple(d for reading in self.readings for d in reading.diagnostics)


@dataclass(frozen=True)
class Emitted:
    """Code for one or several engines; nothing has been written to disk."""

    conversion: Conversion

    @property
    def code(self) -> str:
        """The text of the only module; a ValueError where there are none or several: then `files` has them."""
        texts = self.conversion.texts
        if len(texts) != 1:
            raise ValueError(
                f"{len(texts)} modules were written, not one: see `files` and `diagnostics`"
            )
        return texts[0]

    @property
    def files(self) -> dict[str, str]:
        """Every file of the result by its path below the output folder."""
        return {str(file.path): file.text for file in self.conversion.files}

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was told while reading and writing."""
        return self.conversion.diagnostics


def read(
    *paths: str | Path,
    roots: Iterable[Path] = (),
    exclude: Iterable[str] = (),
    source_version: str | None = None,
) -> Project:
    """Read files or folders of any engine, of the DSL, or of the IR's JSON and YAML; no user code runs.

    Raises:
        UnknownEngineError: `source_version` is no release that files are read of.
    """
    files = discover([str(path) for path in paths], tuple(exclude), _version(source_version))
    return Project(read_files(files, tuple(roots)))


def emit(project: Project, to: str, options: Options | None = None) -> Emitted:
    """Write for `dagster`, `airflow@3.3`, … or several engines, with commas; files of that engine are written anew too.

    Raises:
        UnknownEngineError: there is no such engine.
    """
    targets = tuple(parse_target(name.strip()) for name in to.split(","))
    results = emitted(project.readings, targets, options or Options())
    return Emitted(Conversion(results, targets))


def convert(
    *paths: str | Path,
    to: str,
    options: Options | None = None,
    roots: Iterable[Path] = (),
    source_version: str | None = None,
) -> Emitted:
    """`emit(read(…), to)`, but that a file of the engine itself is edited for the version that is asked for."""
    targets = tuple(parse_target(name.strip()) for name in to.split(","))
    files = discover([str(path) for path in paths], version=_version(source_version))
    return Emitted(convert_files(files, targets, options, tuple(roots)))


def _version(text: str | None) -> EngineVersion | None:
    return None if text is None else parse_source(text)
