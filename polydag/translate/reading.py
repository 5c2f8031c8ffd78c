"""Reads one file of any engine: finds the reader, runs it, checks what it gives. Never raises for a user's file."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

from polydag.diagnostics import Collector, Diagnostic, Severity, Span
from polydag.engines import DSL, engines
from polydag.frontends.contract import Frontend, Selective, reader_of
from polydag.ir.check import check
from polydag.ir.pipeline import Module
from polydag.ir.serial import from_json, from_yaml
from polydag.syntax.codes import BoundReached
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project, roots_of
from polydag.syntax.sharing import Sharing
from polydag.translate.codes import InternalError, InvalidModel, NoPipeline
from polydag.translate.placing import with_pipelines
from polydag.translate.sources import MODEL_SUFFIXES, SourceFile
from polydag.translate.uncarried import without_uncarried

Status = Literal["pipelines", "nothing", "unreadable"]


@dataclass(frozen=True)
class Rest:
    """A module of an engine that makes no pipeline itself: what of it is there without the engine."""

    engine: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What reading a file gave; `module` is None unless the status is `pipelines`.

    `broken` are the pipelines that cannot be what they say (a circle, a task that there is none of): they are shown, told, and
    never written.
    """

    file: SourceFile
    status: Status
    module: Module | None
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[str] = frozenset()
    rest: Rest | None = None

    @property
    def writable(self) -> Module | None:
        """The module without its broken pipelines."""
        if self.module is None or not self.broken:
            return self.module
        kept = tuple(p for p in self.module.pipelines if p.id not in self.broken)
        return self.module.model_copy(update={"pipelines": kept})

    @property
    def engine(self) -> str | None:
        """The engine that the file is written for."""
        return self.module.engine if self.module is not None else None


class Projects:
    """The projects of files that are read together: a module that many of them import is parsed once."""

    def __init__(self, roots: tuple[Path, ...] = ()) -> None:
        self._roots = roots
        self._by_folder: dict[Path, Project] = {}
        self._by_roots: dict[tuple[Path, ...], Project] = {}

    def of(self, file: SourceFile) -> Project:
        """The project of a file: files with the same roots share one."""
        path = file.path
        known = self._by_folder.get(path.parent)
        if known is None:
            roots = self._roots or roots_of(path, tree=file.tree)
            known = self._by_roots.setdefault(roots, Project(roots))
            self._by_folder[path.parent] = known
        return known


def read_files(files: Iterable[SourceFile], roots: tuple[Path, ...] = ()) -> tuple[Reading, ...]:
    """Read files that belong together, in order."""
    projects = Projects(roots)
    return tuple(_read(file, projects) for file in files)


def read_file(file: SourceFile, roots: tuple[Path, ...] = ()) -> Reading:
    """Read a file; every problem, a bug of polydag included, is a diagnostic of the result."""
    return _read(file, Projects(roots))


def _read(file: SourceFile, projects: Projects) -> Reading:
    try:
        if file.path.suffix in MODEL_SUFFIXES and file.named:
            return _read_model(file)
        return _read_source(file, projects.of(file))
    except Exception as error:  # noqa: BLE001 - the outermost loop over files: one must not take the others down
        return Reading(file, "unreadable", None, (internal_error("reading", error, file.display),))


def internal_error(
    doing: str, error: Exception, path: str, target: str | None = None
) -> InternalError:
    """The diagnostic for an exception of our own."""
    text = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    trace = "".join(traceback.format_exception(error))
    return InternalError(
        doing=doing, error=text, trace=trace, span=Span(path=path, line=1), target=target
    )


def _read_source(file: SourceFile, project: Project) -> Reading:
    source = project.of(file.path, file.display)
    if isinstance(source, Diagnostic):
        quiet = source.code == "IR413" and not file.named
        return Reading(file, "nothing" if quiet else "unreadable", None, () if quiet else (source,))
    reader = reader_for(source)
    is_named = reader is not None
    # A file that only calls a factory of another module says nothing of the engine itself.
    through = (reader_for(module) for module in project.imported(source))
    reader = reader or next((found for found in through if found is not None), None)
    if reader is None:
        return _nothing(file)
    if file.version is not None and file.version.engine == reader.engine:
        reader = reader_of(reader, file.version.version)
    if _is_passed_over(file, reader, source, project):
        return _nothing(file, _rest(reader.engine, source, project))
    collector = Collector()
    module = reader.read(source, project, collector)
    read = collector.diagnostics
    module = without_uncarried(module, collector)
    broken = _checked(module, collector)
    if not module.pipelines and (collector.worst in (None, Severity.NOTE) or not is_named):
        return _nothing(file, _rest(reader.engine, source, project))
    if broken == {p.id for p in module.pipelines} and any(
        isinstance(d, BoundReached) for d in read
    ):
        # What a bound cut off is empty or half made: the bound is the one thing to say.
        return Reading(file, "unreadable", None, read)
    status: Status = "pipelines" if module.pipelines else "unreadable"
    shown = module if module.pipelines else None
    told = with_pipelines(collector.diagnostics, module)
    return Reading(file, status, shown, told, broken)


def _is_passed_over(
    file: SourceFile, reader: Frontend, source: SourceModule, project: Project
) -> bool:
    """Whether the engine itself would not look into the file; one that the user names is read."""
    if file.tree is None or not isinstance(reader, Selective):
        return False
    return reader.passes_over(source, project, file.tree)


def _checked(module: Module, collector: Collector) -> frozenset[str]:
    """The pipelines that cannot be written; what is found in any of them is told."""
    broken: set[str] = set()
    for pipeline in module.pipelines:
        found = check(pipeline)
        collector.extend(found)
        if any(finding.severity is Severity.UNREADABLE for finding in found):
            broken.add(pipeline.id)
    return frozenset(broken)


def reader_for(source: SourceModule) -> Frontend | None:
    """The reader that recognises a module: the DSL's first, as a DSL file may mention an engine."""
    for engine in (DSL, *engines().values()):
        reader: Frontend = engine.load_reader().FRONTEND
        if reader.recognises(source):
            return reader
    return None


def _nothing(file: SourceFile, rest: Rest | None = None) -> Reading:
    told = (NoPipeline(span=Span(path=file.display, line=1)),) if file.named else ()
    return Reading(file, "unreadable" if file.named else "nothing", None, told, rest=rest)


def _rest(engine: str, source: SourceModule, project: Project) -> Rest:
    def owns(qualified: str) -> bool:
        root = qualified.partition(".")[0]
        return root == engine or root.startswith(f"{engine}_")

    return Rest(engine, Sharing(project, owns).text(source))


def _read_model(file: SourceFile) -> Reading:
    try:
        text = file.path.read_text(encoding="utf-8")
        module = from_json(text) if file.path.suffix == ".json" else from_yaml(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return _invalid(file, str(error).partition("\n")[0])
    except ValidationError as error:
        first = error.errors()[0]
        return _invalid(file, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    collector = Collector()
    broken = _checked(module, collector)
    return Reading(file, "pipelines", module, collector.diagnostics, broken)


def _invalid(file: SourceFile, reason: str) -> Reading:
    told = InvalidModel(reason=reason, span=Span(path=file.display, line=1))
    return Reading(file, "unreadable", None, (told,))
