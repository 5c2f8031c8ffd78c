"""Reads a module of Dagster: its jobs of ops, its jobs of assets, and the assets that no job selects."""

from __future__ import annotations

import ast
import inspect

from polydag.diagnostics import Collector
from polydag.frontends.dagster.arguments import leftovers
from polydag.frontends.dagster.assets import Assets, Source, path_of
from polydag.frontends.dagster.codes import (
    DefinitionNotRead,
    EngineInside,
    SelectionNotRead,
    StorageDropped,
)
from polydag.frontends.dagster.functions import Functions
from polydag.frontends.dagster.handles import Definition, Key, Made
from polydag.frontends.dagster.jobs import Jobs
from polydag.frontends.dagster.library import DagsterLibrary
from polydag.frontends.dagster.names import recognises
from polydag.frontends.dagster.partitions import window_among, window_of
from polydag.frontends.dagster.policies import hooks_of, retry_of, text_of, texts_of
from polydag.frontends.dagster.prelude import bound_helpers, prelude_of
from polydag.frontends.dagster.schedules import schedules_of
from polydag.frontends.dagster.selection import selected
from polydag.frontends.dagster.settings import parameters_of
from polydag.frontends.dagster.tags import Owner, job_tags
from polydag.ir.check import span_of
from polydag.ir.pipeline import Defaults, Module, Pipeline, Prelude
from polydag.ir.policies import RunParameter
from polydag.syntax.data import Datum, DictData
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import module_comment
from polydag.syntax.project import Project

# Functions that Dagster calls when it loads the file: what they make is what the file defines.
_ENTERED = ("definitions", "repository")
_READ_OF_DEFINITIONS = ("assets", "asset_checks", "jobs", "schedules", "sensors", "resources")


class DagsterFrontend:
    """Reads Dagster."""

    engine = "dagster"

    def recognises(self, module: SourceModule) -> bool:
        """Whether the module imports Dagster."""
        return recognises(module)

    def read(
        self,
        module: SourceModule,
        project: Project,
        collector: Collector,
        *,
        graph_only: bool = False,
    ) -> Module:
        """The module's pipelines."""
        return _Reader(module, project, collector, graph_only=graph_only).module()


class _Reader:
    def __init__(
        self, module: SourceModule, project: Project, collector: Collector, *, graph_only: bool
    ) -> None:
        self.source = module
        self.graph_only = graph_only
        self.collector = collector
        self.library = DagsterLibrary(graph_only=graph_only)
        self.evaluator = Evaluator(project, self.library, collector)
        self.library.evaluator = self.evaluator
        self.functions = Functions(self.evaluator, collector, named_only=graph_only)

    def module(self) -> Module:
        self.evaluator.run(self.source)
        for name, function in self.library.unread:
            if name in _ENTERED:
                self.evaluator.run_body(function, {})
        self.library.unread = [one for one in self.library.unread if one[0] not in _ENTERED]
        made = self.library.made
        assets = Assets(self.functions, self._resources(), prefix=self._prefix())
        for definition in self.library.definitions:
            if definition.kind in ("asset", "multi_asset", "graph_asset", "dbt", "check"):
                assets.add(definition)
        schedules = schedules_of(made, self.library.definitions, self.collector)
        jobs = Jobs(self.library, self.functions)
        pipelines = [jobs.read(job) for job in self._jobs()]
        pipelines += self._asset_pipelines(assets)
        pipelines = [
            p.model_copy(update={"schedules": tuple(schedules.get(p.id, ()))}) for p in pipelines
        ]
        prelude: list[Prelude] = []
        if not self.graph_only:
            self._lift_hooks()
            prelude = prelude_of(
                self.source, self.functions.found, self.functions.modules, pipelines
            )
            self._tell(prelude)
        return Module(
            path=self.source.display,
            name=self.source.name.rpartition(".")[2],
            engine="dagster",
            version="1.13",
            doc=self._doc(),
            comment=module_comment(self.source),
            future_annotations=self._has_future_annotations(),
            prelude=tuple(prelude),
            functions=self.functions.found,
            assets=assets.known,
            pipelines=tuple(pipelines),
        )

    def _tell(self, prelude: list[Prelude]) -> None:
        """What the definitions as a whole hold that was not read."""
        helpers = bound_helpers(self.functions.found, self.functions.modules, prelude)
        for function, name in helpers:
            span = span_of(function.span)
            self.collector.tell(EngineInside(name=name, function=function.name, span=span))
        for decorator, unread in self.library.unread:
            reason = f"nothing reads `@{decorator}`"
            span = unread.module.span(unread.node)
            self.collector.tell(DefinitionNotRead(name=unread.name, reason=reason, span=span))
        for made in self.library.made:
            if made.name.endswith("SensorDefinition"):
                reason = "sensors have no counterpart that starts runs by itself"
                told = DefinitionNotRead(name=made.name, reason=reason, span=made.site.span)
                self.collector.tell(told)
            elif made.name == "Definitions":
                for name in _READ_OF_DEFINITIONS:
                    made.arguments.take(name)
                leftovers(made.arguments, "Definitions", self.collector, made.site.span)
        for name in self._resources():
            if name.endswith("io_manager"):
                self.collector.tell(StorageDropped(resource=name))

    def _jobs(self) -> list[Definition]:
        return [d for d in self.library.definitions if d.kind == "job"]

    def _resources(self) -> dict[str, Datum]:
        """What `Definitions` gives to functions by name."""
        found: dict[str, Datum] = {}
        for made in self.library.made:
            given = made.arguments.peek("resources") if made.name == "Definitions" else None
            if isinstance(given, DictData):
                found |= given.text_entries()
        return found

    def _prefix(self) -> Key:
        """What `load_assets_from_…(key_prefix=…)` puts before every key."""
        for made in self.library.made:
            if made.name.startswith("load_assets_from_"):
                return path_of(made.arguments.peek("key_prefix"))
        return ()

    def _asset_pipelines(self, assets: Assets) -> list[Pipeline]:
        found: list[Pipeline] = []
        covered: set[str] = set()
        for made in self.library.made:
            if made.name == "define_asset_job":
                found.append(self._asset_job(made, assets, covered))
        rest = [source for source in assets.sources if source.id not in covered]
        if rest:
            # Dagster has a job of all assets that has no name to give; runs find it by the absence of another of this name.
            stem = self.source.name.rpartition(".")[2]
            found.append(self._pipeline(stem, stem, rest, assets, Defaults()))
        return found

    def _asset_job(self, made: Made, assets: Assets, covered: set[str]) -> Pipeline:
        given = made.arguments
        name = text_of(given.take("name", 0)) or "asset_job"
        sources = selected(given.take("selection", 1), assets)
        if sources is None:
            self.collector.tell(SelectionNotRead(pipeline=name, span=made.site.span))
            sources = list(assets.sources)
        covered |= {source.id for source in sources}
        policy = given.take("op_retry_policy")
        hooks = given.take("hooks")
        owners = texts_of(given.take("owners"))
        defaults = Defaults(
            retry=retry_of(policy) if policy is not None else None,
            hooks=hooks_of((hooks,)) if hooks is not None else (),
            owner=owners[0].removeprefix("team:") if owners else None,
        )
        pipeline = self._pipeline(name, name, sources, assets, defaults)
        window = window_of(given.peek("partitions_def"))
        tags = job_tags(given.take("tags"), Owner(name, made.site.span, self.collector))
        return pipeline.model_copy(
            update={
                "start": window.start if window is not None else pipeline.start,
                "tags": tags.labels,
                "description": text_of(given.take("description")),
                "comment": made.site.comment,
                "symbol": made.site.target,
                "span": made.site.place,
                "extras": leftovers(given, name, self.collector, made.site.span, tags.extras),
                **tags.policies,
            }
        )

    def _pipeline(
        self, id: str, address: str, sources: list[Source], assets: Assets, defaults: Defaults
    ) -> Pipeline:
        tasks, edges = assets.tasks(sources, defaults.retry, id)
        window = window_among([source.definition for source in sources])
        shared = {"hooks": defaults.hooks}
        tasks = [
            task.model_copy(update={**shared, "owner": task.owner or defaults.owner})
            for task in tasks
        ]
        return Pipeline(
            id=id,
            nodes=tuple(tasks),
            edges=tuple(edges),
            parameters=self._parameters(id, sources),
            start=window.start if window is not None else None,
            outcome="any",
            style="assets",
            defaults=defaults,
            address=address,
        )

    def _parameters(self, id: str, sources: list[Source]) -> tuple[RunParameter, ...]:
        definitions = [s.definition for s in sources if s.definition.kind != "dbt"]
        return parameters_of(definitions, id, self.functions)

    def _lift_hooks(self) -> None:
        """The functions of hooks come last: those of tasks keep their own names."""
        for definition in self.library.definitions:
            if definition.kind == "hook":
                self.functions.lifted(definition.function)

    def _doc(self) -> str | None:
        text = ast.get_docstring(self.source.tree, clean=False)
        return inspect.cleandoc(text) if text is not None else None

    def _has_future_annotations(self) -> bool:
        return any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in self.source.tree.body
        )
