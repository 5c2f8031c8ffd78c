"""The plan of files of a conversion: what is written where, made before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from polydag import __version__
from polydag.engines import EngineVersion
from polydag.translate.migration import migration_page
from polydag.translate.reading import Reading
from polydag.translate.writing import Output

STATE_FILE = ".polydag.json"


@dataclass(frozen=True)
class PlannedFile:
    """A file of a conversion: `path` is relative to the output folder, `sources` are the files that it is made from."""

    path: PurePosixPath
    text: str
    sources: tuple[str, ...] = ()
    pipelines: tuple[str, ...] = ()
    target: EngineVersion | None = None


def plan_files(
    readings: Iterable[Reading], outputs: Iterable[Output], targets: tuple[EngineVersion, ...]
) -> list[PlannedFile]:
    """Every file of the conversion: code, copies of modules without an engine, MIGRATION.md, the state file."""
    readings, outputs = list(readings), list(outputs)
    return [
        file
        for target in targets
        for file in _of_target(readings, outputs, target, several=len(targets) > 1)
    ]


def _of_target(
    readings: list[Reading], outputs: list[Output], target: EngineVersion, several: bool
) -> list[PlannedFile]:
    # A folder called `airflow` could be imported and would shadow the engine, hence the version in its name.
    folder = PurePosixPath(target.key) if several else PurePosixPath()
    mine = [output for output in outputs if output.target == target and output.text is not None]
    files = [file for output in mine for file in _code(output, folder)]
    files += [_copy(reading, folder, target) for reading in readings if _is_copied(reading)]
    page = migration_page(mine)
    if page:
        files.append(
            PlannedFile(
                folder / "MIGRATION.md",
                page,
                tuple(o.reading.file.display for o in mine),
                target=target,
            )
        )
    return [*files, _state(files, mine, folder, target)] if files else []


def _code(output: Output, folder: PurePosixPath) -> list[PlannedFile]:
    source, emission = output.reading.file, output.emission
    assert output.text is not None
    assert emission is not None
    pipelines = tuple(plan.id for plan in emission.pipelines)
    path = PurePosixPath(source.relative.with_suffix(".py").as_posix())
    code = PlannedFile(folder / path, output.text, (source.display,), pipelines, output.target)
    extra = [
        PlannedFile(folder / path.parent / name, text, (source.display,), pipelines, output.target)
        for name, text in emission.files.items()
    ]
    return [code, *extra]


def _is_copied(reading: Reading) -> bool:
    return (
        reading.status == "nothing"
        and not reading.diagnostics
        and reading.file.path.suffix == ".py"
    )


def _copy(reading: Reading, folder: PurePosixPath, target: EngineVersion) -> PlannedFile:
    text = reading.file.path.read_bytes().decode("utf-8", "surrogateescape")
    path = folder / PurePosixPath(reading.file.relative.as_posix())
    return PlannedFile(path, text, (reading.file.display,), target=target)


def _state(
    files: list[PlannedFile], outputs: list[Output], folder: PurePosixPath, target: EngineVersion
) -> PlannedFile:
    data = {
        "polydag": __version__,
        "target": target.key,
        "files": {
            str(f.path.relative_to(folder)): {"from": list(f.sources), "hash": text_hash(f.text)}
            for f in files
        },
        "names": {
            plan.id: {id: place.address or place.how for id, place in plan.placements.items()}
            for output in outputs
            if output.emission is not None
            for plan in output.emission.pipelines
        },
    }
    return PlannedFile(
        folder / STATE_FILE, json.dumps(data, indent=2, ensure_ascii=False) + "\n", target=target
    )


def text_hash(text: str) -> str:
    """The hash by which a file that was edited by hand is told from one that was generated."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
