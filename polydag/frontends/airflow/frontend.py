"""The Airflow reader: a file's code is evaluated, and the DAGs that it makes become pipelines."""

from __future__ import annotations

import ast

from polydag.diagnostics import Collector
from polydag.frontends.airflow.bodies import mark_bodies
from polydag.frontends.airflow.finish import finished_pipeline, read_policies
from polydag.frontends.airflow.library import AirflowLibrary
from polydag.frontends.airflow.names import is_airflow
from polydag.frontends.airflow.prelude import engine_imports, module_prelude
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.versions import version_of
from polydag.ir.pipeline import Module
from polydag.ir.values import Json
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import module_comment
from polydag.syntax.project import Project


class AirflowFrontend:
    """Reads files of Airflow 1.10, 2.x and 3.x."""

    engine = "airflow"

    def recognises(self, module: SourceModule) -> bool:
        """Whether the file imports something of Airflow, anywhere."""
        if "airflow" not in module.text:
            return False
        return any(is_airflow(name) for name in _imported(module.tree))

    def read(self, module: SourceModule, project: Project, collector: Collector) -> Module:
        """The module as IR."""
        reading = Reading(module, version_of(module), collector)
        evaluator = Evaluator(project, AirflowLibrary(reading), collector)
        scope = evaluator.run(module)
        reading.name_symbols(scope)
        for draft in reading.pipelines:
            read_policies(reading, draft)
        functions = mark_bodies(reading, evaluator)
        pipelines = tuple(finished_pipeline(draft) for draft in reading.pipelines)
        imports: list[Json] = [*engine_imports(reading, functions)]
        doc = ast.get_docstring(module.tree)
        return Module(
            path=module.display,
            name=module.name,
            engine=self.engine,
            version=reading.version,
            doc=doc,
            comment=module_comment(module),
            future_annotations="from __future__ import annotations" in module.text,
            prelude=module_prelude(reading, functions, pipelines),
            functions=dict(sorted(functions.items(), key=lambda item: _line(item[1].span))),
            assets=reading.assets,
            pipelines=pipelines,
            extras={"airflow": {"imports": imports}} if imports else {},
        )


def _imported(tree: ast.Module) -> list[str]:
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module or "")
    return names


def _line(place: object) -> int:
    return int(getattr(place, "line", 1 << 30))
