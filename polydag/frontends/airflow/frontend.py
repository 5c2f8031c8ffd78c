"""The Airflow reader: a file's code is evaluated, and the DAGs that it makes become pipelines."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from polydag.diagnostics import Collector
from polydag.frontends.airflow.bodies import mark_bodies
from polydag.frontends.airflow.finish import finished_pipeline, read_policies
from polydag.frontends.airflow.ignoring import is_ignored
from polydag.frontends.airflow.library import AirflowLibrary
from polydag.frontends.airflow.lookups import Carrying
from polydag.frontends.airflow.mapped_groups import tell_mapped_groups
from polydag.frontends.airflow.names import is_airflow
from polydag.frontends.airflow.native import native_prelude
from polydag.frontends.airflow.prelude import (
    built_constants,
    built_functions,
    engine_imports,
    module_prelude,
    template_imports,
)
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.keys import settle_keys
from polydag.frontends.airflow.structure.pulling import tell_answers, tell_awaited
from polydag.frontends.airflow.versions import TWO, Era, era_of
from polydag.ir.functions import Function
from polydag.ir.names import names_read
from polydag.ir.pipeline import Module, Pipeline, Prelude
from polydag.ir.values import Json
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import module_comment
from polydag.syntax.project import Project
from polydag.syntax.scope import Scope
from polydag.syntax.sharing import Sharing

# Cosmos has DAGs of its own.
_IMPORT = re.compile(r"^[ \t]*(?:(?:from|import)[ \t]+airflow|from[ \t]+cosmos)\b", re.MULTILINE)


class AirflowFrontend:
    """Reads files of Airflow 1.10, 2.x and 3.x; all as of one `version` where one is stated."""

    engine = "airflow"

    def __init__(self, version: str | None = None) -> None:
        self.version = version

    def of_version(self, version: str) -> AirflowFrontend:
        """The reader that takes every file as written for this version."""
        return AirflowFrontend(version)

    def recognises(self, module: SourceModule) -> bool:
        """Whether the file imports something of Airflow or of cosmos, anywhere."""
        # The words of an import are enough to look for: the parser has checked the syntax.
        return _IMPORT.search(module.text) is not None

    def passes_over(self, module: SourceModule, project: Project, tree: Path) -> bool:
        """Whether an `.airflowignore` leaves the file out."""
        return is_ignored(
            module.path, tree.resolve(), lambda: self._era(module, project).version == TWO
        )

    def _era(self, module: SourceModule, project: Project) -> Era:
        """What the file is written for; where it says nothing of Airflow, the modules that it imports may."""
        if self.version is not None:
            return Era(self.version)
        speaking = (m for m in chain([module], project.imported(module)) if self.recognises(m))
        return era_of(next(speaking, module))

    def read(
        self,
        module: SourceModule,
        project: Project,
        collector: Collector,
        *,
        graph_only: bool = False,
    ) -> Module:
        """The module as IR."""
        reading = Reading(module, self._era(module, project), collector)
        evaluator = Evaluator(project, AirflowLibrary(reading), collector)
        scope = evaluator.run(module)
        reading.name_symbols(scope)
        for draft in reading.pipelines:
            read_policies(reading, draft)
        # Bodies say what they pull, which is part of the graph.
        carrying = Carrying(Sharing(project, is_airflow))
        functions = mark_bodies(reading, evaluator, carrying.askers)
        settle_keys(reading, functions)
        pipelines = tuple(finished_pipeline(reading, draft) for draft in reading.pipelines)
        _tell(reading, pipelines)
        around = _Around()
        if not graph_only:
            around = _around(reading, functions, pipelines, scope, carrying)
        return Module(
            path=module.display,
            name=module.name,
            engine=self.engine,
            version=reading.era.version,
            doc=ast.get_docstring(module.tree),
            comment=module_comment(module),
            future_annotations="from __future__ import annotations" in module.text,
            prelude=around.prelude,
            native=around.native,
            functions=dict(sorted(functions.items(), key=lambda item: _line(item[1].span))),
            assets=reading.assets,
            pipelines=pipelines,
            extras={"airflow": extras} if (extras := _extras(reading, around.imports)) else {},
        )


def _tell(reading: Reading, pipelines: tuple[Pipeline, ...]) -> None:
    """Say what only whole pipelines show."""
    for draft, pipeline in zip(reading.pipelines, pipelines, strict=True):
        tell_mapped_groups(reading, pipeline)
        tell_awaited(reading, draft, pipeline)
        tell_answers(reading, draft, pipeline)


@dataclass(frozen=True)
class _Around:
    """What stands around the pipelines in their module: source without Airflow, source that needs it, imports of it."""

    prelude: tuple[Prelude, ...] = ()
    native: tuple[Prelude, ...] = ()
    imports: tuple[Json, ...] = ()


def _around(
    reading: Reading,
    functions: dict[str, Function],
    pipelines: tuple[Pipeline, ...],
    scope: Scope,
    carrying: Carrying,
) -> _Around:
    names = {name for function in functions.values() for name in function.names}
    values = names_read((*pipelines, *reading.assets.values()))
    built = built_functions(values, functions, scope)
    built += [f for name, f in reading.functions.helpers.items() if name not in functions]
    names |= values | {name for function in built for name in function.names}
    prelude = module_prelude(reading, functions, names, carrying)
    bound = {*functions, *(name for piece in prelude for name in piece.defines)}
    native = native_prelude(reading, names, bound, scope)
    if native:
        names |= {name for piece in native for name in piece.reads}
        prelude = module_prelude(reading, functions, names, carrying)
    asked = {name for piece in prelude for name in piece.reads}
    imports = engine_imports(reading, names | asked)
    prelude = (*template_imports(reading, names, prelude), *prelude)
    known = [name for piece in prelude for name in piece.defines]
    known += [*(text.split()[-1] for text in imports), *(f.name for f in built)]
    prelude += built_constants(reading, functions, values, known, scope, native)
    prelude += tuple(Prelude(text=f.text, defines=(f.name,)) for f in built)
    return _Around(prelude, native, tuple(imports))


def _extras(reading: Reading, imports: tuple[Json, ...]) -> dict[str, Json]:
    """What only Airflow's own writer reads: imports, and what the functions are called that keep values in files."""
    found: dict[str, Json] = {"imports": [*imports]} if imports else {}
    return found | ({"stored": {**reading.stored}} if reading.stored else {})


def _line(place: object) -> int:
    return int(getattr(place, "line", 1 << 30))
