"""One file while it is being read: the pipelines that its code makes, and where in them the code stands."""

from __future__ import annotations

import ast
from functools import cached_property

from polydag.diagnostics import Collector, Diagnostic
from polydag.frontends.airflow.codes import (
    IdUnknown,
    MappedTwice,
    OutsidePipeline,
    SecondCall,
    SpreadUnknown,
)
from polydag.frontends.airflow.drafts import NEXT, GroupDraft, PipelineDraft, TaskDraft
from polydag.frontends.airflow.functions import FunctionBook
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.handles import DagHandle, GroupHandle, OutputHandle, TaskHandle
from polydag.frontends.airflow.id_templates import template_of
from polydag.frontends.airflow.stored import stored_names
from polydag.frontends.airflow.transformed import transformed
from polydag.frontends.airflow.versions import TWO, Era
from polydag.ir.pipeline import Asset
from polydag.ir.tasks import Mapping
from polydag.syntax.calls import Arguments, CallSite, Site
from polydag.syntax.data import Datum, DictData, Known
from polydag.syntax.describe import literal
from polydag.syntax.module import SourceModule
from polydag.syntax.scope import Scope


class Reading:
    """What is known so far; `stack` holds the DAGs and groups that the code is inside of."""

    def __init__(self, module: SourceModule, era: Era, collector: Collector) -> None:
        self.module = module
        self.era = era
        self.collector = collector
        self.pipelines: list[PipelineDraft] = []
        self.stack: list[PipelineDraft | GroupDraft] = []
        self.functions = FunctionBook(module)
        self.assets: dict[str, Asset] = {}
        self.imports: dict[str, None] = {}
        self.stored = stored_names(module)
        # The task that is being read, and what names of templates' code stand for.
        self.addressed: tuple[PipelineDraft, Given] | None = None
        self.template_imports: dict[str, str] = {}
        # Whether the body of a loop over something unknown is read a second time.
        self.again = False
        self._handles: dict[PipelineDraft, DagHandle] = {}
        self._tasks: dict[TaskDraft, TaskHandle] = {}

    @cached_property
    def called(self) -> frozenset[str]:
        """The names that the file calls, or makes a `partial` of."""
        calls = [node for node in ast.walk(self.module.tree) if isinstance(node, ast.Call)]
        given = [
            call.args[0]
            for call in calls
            if call.args and ast.unparse(call.func).rpartition(".")[2] == "partial"
        ]
        named = [*given, *(call.func for call in calls)]
        return frozenset(node.id for node in named if isinstance(node, ast.Name))

    @property
    def is_two(self) -> bool:
        """Whether the file is written for Airflow 2."""
        return self.era.version == TWO

    @property
    def pipeline(self) -> PipelineDraft | None:
        """The DAG that the code is inside of."""
        return next((p for p in reversed(self.stack) if isinstance(p, PipelineDraft)), None)

    @property
    def group(self) -> GroupDraft | None:
        """The innermost group inside that DAG."""
        last = self.stack[-1] if self.stack else None
        return last if isinstance(last, GroupDraft) else None

    def count(self) -> int:
        """How many tasks were made so far."""
        return sum(len(pipeline.tasks) for pipeline in self.pipelines)

    def name_symbols(self, scope: Scope) -> None:
        """Keep the DAGs of this file, with the module-level names that hold them."""
        for name, datum in scope.names.items():
            if isinstance(datum, DagHandle):
                datum.draft.symbol = datum.draft.symbol or name
        # What an imported module makes while it is imported is that module's.
        self.pipelines = [draft for draft in self.pipelines if draft.is_own]

    def handle_of(self, draft: PipelineDraft) -> DagHandle:
        """The one handle of a DAG."""
        return self._handles.setdefault(draft, DagHandle(self, draft))

    def tell(self, diagnostic: Diagnostic) -> None:
        """Say something."""
        self.collector.tell(diagnostic)

    def tell_spreads(self, site: CallSite, owner: str) -> None:
        """Tell the `*` and `**` of a call whose content is not known."""
        for spread in site.arguments.spreads:
            text = literal(spread.datum)
            expression = text.text if text else site.source
            self.tell(SpreadUnknown(owner=owner, expression=expression, span=site.span))

    def given_for(self, site: CallSite, owner: str) -> tuple[Given, PipelineDraft | None]:
        """What a task is given, with the defaults that apply to it, and its DAG; `dag` and `task_group` are taken."""
        arguments = site.arguments
        defaults, pipeline = self.defaults_for(arguments)
        arguments.taken |= {"dag", "task_group", "default_args"} & arguments.keywords.keys()
        self.tell_spreads(site, owner)
        if pipeline is None:
            expression = " ".join(site.source.split())[:80]
            self.tell(OutsidePipeline(expression=expression, span=site.span))
        given = Given(arguments, defaults, pipeline.used_defaults if pipeline else set())
        self.addressed = None if pipeline is None else (pipeline, given)
        return given, pipeline

    def defaults_for(self, arguments: Arguments) -> tuple[dict[str, Datum], PipelineDraft | None]:
        """The defaults that apply to a task with these arguments, and its DAG."""
        stated = arguments.peek("dag")
        pipeline = stated.draft if isinstance(stated, DagHandle) else self.pipeline
        group = self.group
        named = arguments.peek("task_group")
        if isinstance(named, GroupHandle):
            group = named.draft
        defaults = dict(pipeline.defaults) if pipeline else {}
        if group is not None and group.pipeline is pipeline:
            defaults |= group.defaults
        own = arguments.peek("default_args")
        if isinstance(own, DictData):
            defaults |= own.text_entries()
        return defaults, pipeline

    def place_of(self, site: CallSite, pipeline: PipelineDraft) -> tuple[tuple[str, ...], str]:
        """The group path of a task that is made now, and the prefix of its id."""
        group = self.group
        if group is None or group.pipeline is not pipeline:
            return (), ""
        return group.path, group.prefix

    def add(self, draft: TaskDraft, pipeline: PipelineDraft) -> TaskHandle:
        """Put a task into its DAG; in a mapped group it has the instances of the group."""
        group = self.group
        if self.again:
            draft.id, draft.again = draft.id + NEXT, True
        if group is not None and group.mapped and group.pipeline is pipeline:
            if draft.mapping is not None:
                self.tell(MappedTwice(task=draft.id, span=draft.site.span))
            draft.mapping = Mapping(mode="group")
        pipeline.tasks.append(draft)
        if pipeline.surroundings:
            pipeline.surroundings[-1].inside.append(draft)
        return self.task_handle(draft, pipeline)

    def task_handle(self, draft: TaskDraft, pipeline: PipelineDraft) -> TaskHandle:
        """The one handle of a task."""
        return self._tasks.setdefault(draft, TaskHandle(self, draft, pipeline))

    def id_of(self, datum: Datum | None, site: Site, fallback: str) -> tuple[str, str | None]:
        """An id, and its expression where it is not known."""
        if isinstance(datum, Known) and isinstance(datum.value, str):
            return datum.value, None
        text = None if datum is None else literal(datum)
        if text is None:
            return fallback, None
        if not site.loops or all(frame.count is not None for frame in site.loops):
            self.tell(IdUnknown(expression=text.text, span=site.span))
        return template_of(text.text)

    def numbered(self, wanted: str, pipeline: PipelineDraft, function: str, site: Site) -> str:
        """The id of a task function's call; further calls are numbered, and told."""
        id = wanted if self.again else pipeline.free_id(wanted)
        if id != wanted:
            told = SecondCall(function=function, task=id, pipeline=pipeline.id, span=site.span)
            self.tell(told)
        return id

    def transformed(self, output: OutputHandle, method: str, site: CallSite) -> Datum:
        """`output.map(f)`, `.zip(…)`, `.concat(…)`."""
        return transformed(self, output, method, site)
