"""The plan of files of a conversion: what is written where, made before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from polydag import __version__
from polydag.backends.contract import PipelinePlan, PlacedModule
from polydag.engines import EngineVersion
from polydag.rendering.header import Header
from polydag.translate.data_files import data_files
from polydag.translate.import_folders import import_folders
from polydag.translate.migration import migration_page
from polydag.translate.results import FileResult, Written
from polydag.translate.writing import writer_for

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
    results: Iterable[FileResult], targets: tuple[EngineVersion, ...]
) -> list[PlannedFile]:
    """Every file of the conversion: code, copies of modules without an engine and of data, MIGRATION.md, the state file."""
    results = list(results)
    return [
        file for target in targets for file in _of_target(results, target, several=len(targets) > 1)
    ]


def _of_target(
    results: list[FileResult], target: EngineVersion, several: bool
) -> list[PlannedFile]:
    folder = folder_of(target, several)
    mine = [
        (result, written)
        for result in results
        for written in result.written
        if written.target == target and written.text is not None
    ]
    files = [file for result, written in mine for file in _code(result, written, folder)]
    files += _gathered(mine, folder, target)
    files += [_copy(result, folder, target) for result in results if _is_copied(result, target)]
    files += _data(results, files, folder, target) if mine else []
    page = migration_page(mine, _on_path(files, folder, target))
    if page:
        sources = tuple(result.file.display for result, _ in mine)
        files.append(PlannedFile(folder / "MIGRATION.md", page, sources, target=target))
    names = {plan.id: _names(plan) for _, written in mine for plan in written.pipelines}
    return [*files, _state(files, names, folder, target)] if files else []


def _code(result: FileResult, written: Written, folder: PurePosixPath) -> list[PlannedFile]:
    source = result.file
    assert written.text is not None
    pipelines = tuple(plan.id for plan in written.pipelines)
    path = _path(result)
    code = PlannedFile(folder / path, written.text, (source.display,), pipelines, written.target)
    extra = [
        PlannedFile(folder / path.parent / name, text, (source.display,), pipelines, written.target)
        for name, text in written.files.items()
    ]
    return [code, *extra]


def _gathered(
    converted: list[tuple[FileResult, Written]], folder: PurePosixPath, target: EngineVersion
) -> list[PlannedFile]:
    """What makes one project of the modules of a tree."""
    inside = [(result, written) for result, written in converted if result.file.tree is not None]
    engines = {result.engine for result, _ in inside if result.engine}
    sources = tuple(result.file.display for result, _ in inside)
    modules = [
        PlacedModule(_path(result), tuple(plan for plan in written.pipelines))
        for result, written in inside
    ]
    header = Header(
        source=f"{len(modules)} modules", engine=", ".join(sorted(engines)), target=str(target)
    )
    return [
        PlannedFile(folder / path, f"{header.line()}\n{text}", sources, target=target)
        for path, text in writer_for(target).gathered(modules).items()
    ]


def _path(result: FileResult) -> PurePosixPath:
    """Where the code of a source file goes, below the folder of its target."""
    return PurePosixPath(result.file.relative.with_suffix(".py").as_posix())


def _is_copied(result: FileResult, target: EngineVersion) -> bool:
    if any(written.target == target for written in result.written):
        return False
    if result.status != "nothing" or result.diagnostics or result.file.path.suffix != ".py":
        return False
    return not _is_split(result, target) or bool(result.rest and result.rest.text)


def _is_split(result: FileResult, target: EngineVersion) -> bool:
    """Whether only a part of the module is there on the target."""
    return result.rest is not None and result.rest.engine != target.engine


def _copy(result: FileResult, folder: PurePosixPath, target: EngineVersion) -> PlannedFile:
    if result.rest is not None and _is_split(result, target):
        text = result.rest.text
    else:
        text = _text(result.file.path)
    path = folder / PurePosixPath(result.file.relative.as_posix())
    return PlannedFile(path, text, (result.file.display,), target=target)


def _data(
    results: list[FileResult],
    files: list[PlannedFile],
    folder: PurePosixPath,
    target: EngineVersion,
) -> list[PlannedFile]:
    """The files that the code opens when it runs, beside it as they were."""
    taken = {file.path for file in files}
    return [
        PlannedFile(folder / path, _text(source), (str(source),), target=target)
        for path, source in data_files(result.file for result in results)
        if folder / path not in taken
    ]


def folders_on_path(
    files: Iterable[PlannedFile], folder: PurePosixPath, target: EngineVersion
) -> dict[PurePosixPath, list[str]]:
    """The folders below the target's own that its modules import from by bare names; Airflow finds its own."""
    if target.engine == "airflow":
        return {}
    modules = {
        file.path.relative_to(folder): file.text
        for file in files
        if file.target == target and file.path.suffix == ".py"
    }
    return import_folders(modules, runs_beside=target.engine == "prefect")


def _on_path(
    files: list[PlannedFile], folder: PurePosixPath, target: EngineVersion
) -> Iterator[str]:
    for path, names in folders_on_path(files, folder, target).items():
        yield f"put `{path}` on PYTHONPATH, for {', '.join(f'`{name}`' for name in names)}"


def folder_of(target: EngineVersion, several: bool) -> PurePosixPath:
    """The folder of a target: one called `airflow` could be imported and would shadow the engine, hence the version."""
    return PurePosixPath(target.key) if several else PurePosixPath()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _names(plan: PipelinePlan) -> dict[str, str]:
    """What the target calls each task, or how it says it."""
    return {id: place.address or place.how for id, place in plan.placements.items()}


def _state(
    files: list[PlannedFile],
    names: Mapping[str, Mapping[str, str]],
    folder: PurePosixPath,
    target: EngineVersion,
) -> PlannedFile:
    data = {
        "polydag": __version__,
        "target": target.key,
        "files": {
            str(f.path.relative_to(folder)): {"from": list(f.sources), "hash": text_hash(f.text)}
            for f in files
        },
        "names": names,
    }
    return PlannedFile(
        folder / STATE_FILE, json.dumps(data, indent=2, ensure_ascii=False) + "\n", target=target
    )


def text_hash(text: str) -> str:
    """The hash by which a file that was edited by hand is told from one that was generated."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
