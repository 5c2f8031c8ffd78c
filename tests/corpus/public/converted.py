"""What becomes of each public file: written for every engine, it compiles, and no mistake of polydag is met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from polydag.backends.contract import Options
from polydag.diagnostics import Severity
from polydag.engines import parse_target
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.upgrading import outputs_of

TARGETS = tuple(map(parse_target, ("airflow@3.3", "dagster", "prefect")))


@dataclass(frozen=True)
class Converted:
    """A file as it is read, and what went wrong with it."""

    path: Path
    reading: Reading
    faults: tuple[str, ...]


def converted(files: Iterable[Path]) -> Iterator[Converted]:
    """One file after another, each by itself."""
    for path in files:
        reading = read_file(SourceFile(path, str(path)))
        yield Converted(path, reading, tuple(_faults(reading)))


def _faults(reading: Reading) -> Iterator[str]:
    told = list(reading.diagnostics)
    written = reading.writable
    if written is not None and written.pipelines:
        for output in outputs_of((reading,), TARGETS, Options()):
            told += output.diagnostics
            if output.text is None:
                yield f"nothing is written for {output.target.key}"
                continue
            try:
                compile(output.text, str(reading.file.path), "exec")
            except SyntaxError as error:
                yield f"{output.target.key} does not compile: {error}"
    yield from (f"{d.code} {d.message}" for d in told if d.severity is Severity.INTERNAL)
