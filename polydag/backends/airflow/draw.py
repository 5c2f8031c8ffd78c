"""Draws one pipeline: every task in Airflow's words, the names of its variables, its dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from polydag.backends.airflow.assets import asset_keywords
from polydag.backends.airflow.codes import (
    CacheDropped,
    ForeignDetailDropped,
    IdChanged,
    StopOnFailureLost,
    TaskTagsDropped,
)
from polydag.backends.airflow.dag import task_keywords
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.folds import Fold, folds_of
from polydag.backends.airflow.handles import Edges, arguments_read, name_handles, stated_edges
from polydag.backends.airflow.loops import edges_inside, name_lists, shown_edges, shown_flow
from polydag.backends.airflow.lowered import Lowered, Scene
from polydag.backends.airflow.mapped_groups import MappedGroup, mapped_groups, tell_group
from polydag.backends.airflow.naming import Scope, identifier
from polydag.backends.airflow.own import own_keywords
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.rules import RULES
from polydag.backends.airflow.values import Speller
from polydag.backends.airflow.versions.bodies import tell_templates, templates_of
from polydag.backends.airflow.versions.codes import NothingInPlaceOfList, SettingGone
from polydag.backends.airflow.work import Work
from polydag.backends.ledger import View
from polydag.diagnostics import Collector
from polydag.ir.model import Symbolic
from polydag.ir.operations import OfFunction
from polydag.ir.policies import Cache
from polydag.ir.tasks import Task
from polydag.rendering.pyvalues import expression


@dataclass(frozen=True)
class DrawnTask:
    """A task, what its rule made of it, and its policies."""

    task: Task
    lowered: Lowered
    policies: Keywords


@dataclass(frozen=True)
class Drawing:
    """A pipeline before it becomes lines; `whole` has every task, `flow` those that are shown."""

    whole: Flow
    flow: Flow
    tasks: Mapping[str, DrawnTask]
    speller: Speller
    edges: Edges
    in_function: bool
    scope: Scope
    folds: tuple[Fold, ...] = ()
    groups: tuple[MappedGroup, ...] = ()

    def told(self, id: str, work: Work) -> tuple[str, ...]:
        """The comment lines about a task; of a loop's those about its first instance."""
        fold = self.fold_of.get(id)
        if fold is None:
            return work.told(self.flow.pipeline, self.flow.by_id[id])
        return work.told(self.flow.pipeline, fold.family.instances[0][fold.members.index(id)])

    def has_computed_id(self, id: str) -> bool:
        """Whether the id is an expression over the variables of a loop."""
        return id in self.fold_of and id in self.fold_of[id].ids

    @property
    def fold_of(self) -> Mapping[str, Fold]:
        """The loop of each member."""
        return {member: fold for fold in self.folds for member in fold.members}

    @property
    def group_of(self) -> Mapping[str, MappedGroup]:
        """The mapped group of each of its tasks."""
        return {member: group for group in self.groups for member in group.members}


def draw(flow: Flow, work: Work, classic: frozenset[str], scope: Scope) -> Drawing:
    """Lower every task of a pipeline; what a loop built is lowered once, as its template."""
    in_function = not work.is_own or flow.pipeline.function is not None
    edges = stated_edges(flow)
    folds = folds_of(flow, edges)
    shown = shown_flow(flow, folds)
    visible = shown_edges(edges, folds)
    groups = mapped_groups(shown, visible, scope)
    for group in groups:
        tell_group(group, shown, work)
    handles = name_handles(shown, scope, (*visible, *edges_inside(folds)))
    speller = Speller(
        work,
        handles,
        flow.addresses,
        _operators(shown, classic),
        lists=name_lists(shown, folds, scope),
        in_function=in_function,
        dag_name=_dag_name(flow, work),
        computed=templates_of(flow.pipeline, work),
    )
    # What is told is told of each instance, not of the template.
    silent = replace(work, collector=Collector(), comments={})
    templates = {member for fold in folds for member in fold.members}
    tasks = {
        task.id: _drawn(task, flow, silent if task.id in templates else work, classic, speller)
        for task in shown.tasks
    }
    for fold in folds:
        for instance in fold.family.instances:
            for member, task in zip(fold.members, instance, strict=True):
                # A call that stays as it is has nothing to tell.
                told = silent if tasks[member].lowered.call else work
                _drawn(task, flow, told, classic, speller)
    return Drawing(flow, shown, tasks, speller, visible, in_function, scope, folds, groups)


def _dag_name(flow: Flow, work: Work) -> str:
    """The variable of a `with` block; beside a DAG that is a function it must not hide the decorator."""
    symbol = flow.pipeline.symbol or "dag"
    decorates = any(pipeline.function is not None for pipeline in work.module.pipelines)
    return f"{identifier(flow.pipeline.id)}_dag" if symbol == "dag" and decorates else symbol


def _operators(flow: Flow, classic: frozenset[str]) -> frozenset[str]:
    """The tasks whose variable is an operator, not its output."""
    return frozenset(
        task.id
        for task in flow.tasks
        if getattr(task.operation, "function", None) in classic | {None}
    )


def _drawn(
    task: Task, flow: Flow, work: Work, classic: frozenset[str], speller: Speller
) -> DrawnTask:
    view = work.view(task, task.id, flow.pipeline.id)
    scene = Scene(work, flow, speller, getattr(task.operation, "function", None) in classic)
    view.use("operation", "group", "mapping", "role", "fatal", "comment", "name", "doc")
    _told(view, flow, work)
    lowered: Lowered = RULES.rule(task.operation)(task.operation, task, scene)
    policies = task_keywords(view, work, flow.pipeline) | asset_keywords(
        task, work, flow.pipeline.id
    )
    stated = _named(task, flow, work) | policies | _described(task, flow)
    return DrawnTask(task, lowered, own_keywords(task, lowered, scene, stated) | stated)


def _named(task: Task, flow: Flow, work: Work) -> Keywords:
    """The display name: the author's, or the id where Airflow does not allow it as one."""
    address = flow.addresses.get(task.id, task.id)
    if address != task.id and task.role != "glue":
        work.tell(IdChanged(pipeline=flow.pipeline.id, name=task.id, id=address), task)
        return {"task_display_name": expression(task.name or task.id)}
    if task.name is not None and task.name != task.id.rpartition(".")[2]:
        return {"task_display_name": expression(task.name)}
    return {}


def _described(task: Task, flow: Flow) -> Keywords:
    """Documentation that is not the function's own docstring, which Airflow takes by itself."""
    function = flow.functions.get(getattr(task.operation, "function", ""))
    if task.doc is None or (function is not None and function.doc == task.doc):
        return {}
    return {"doc_md": expression(task.doc)}


def _told(view: View[Task], flow: Flow, work: Work) -> None:
    """What Airflow has nothing for."""
    task, pipeline = view.peek, flow.pipeline.id
    tell_templates(task, flow.pipeline, work)
    if task.cache is not None:
        work.tell(CacheDropped(pipeline=pipeline, task=task.id, details=_cache(task.cache)), task)
        view.told("cache")
    if task.tags:
        work.tell(
            TaskTagsDropped(pipeline=pipeline, task=task.id, tags=", ".join(map(str, task.tags))),
            task,
        )
        view.told("tags")
    if task.mapping is not None and task.mapping.stop_on_failure:
        work.tell(StopOnFailureLost(pipeline=pipeline, task=task.id), task)
    if work.dialect.has("nothing in place of an empty list") and task.rule != "all_success":
        for mapped in _lists_taken(task, flow):
            work.tell(NothingInPlaceOfList(pipeline=pipeline, mapped=mapped), task)
    _tell_async(task, pipeline, work)
    view.use("extras")
    tell_foreign(task.extras, task.id, pipeline, work)


def _tell_async(task: Task, pipeline: str, work: Work) -> None:
    """Airflow 2 awaits nothing: such a task fails."""
    name = task.operation.function if isinstance(task.operation, OfFunction) else None
    function = work.module.functions.get(name or "")
    if function is None or not function.is_async or not work.dialect.has("nothing is awaited"):
        return
    effect = "nobody awaits what it gives, and the task fails"
    argument, version = f"async def {function.name}", work.dialect.version
    told = SettingGone(
        argument=argument, owner=task.id, version=version, effect=effect, pipeline=pipeline
    )
    work.tell(told, task)


def _lists_taken(task: Task, flow: Flow) -> list[str]:
    """The mapped tasks whose outputs a task takes together."""
    around = flow.graph.mapped.around
    read = {output.task for output in arguments_read(task) if output.task in flow.by_id}
    return sorted(
        id
        for id in read
        if flow.by_id[id].mapping is not None or around(flow.by_id[id]) not in (None, around(task))
    )


def _cache(cache: Cache) -> str:
    """What the source caches by, and for how long."""
    found = [f"by {cache.text or ' and '.join(cache.by)}"]
    found += [f"without {name}" for name in cache.without]
    if isinstance(cache.expiration, Symbolic):
        found.append(f"for {cache.expiration.text}")
    elif cache.expiration is not None:
        found.append(f"for {cache.expiration:g} s")
    if cache.persist is not None:
        found.append("persisted" if cache.persist else "not persisted")
    return ", ".join(found)


def tell_foreign(
    extras: Mapping[str, Mapping[str, object]], owner: str, pipeline: str, work: Work
) -> None:
    """Attributes that only another engine has."""
    for engine, attributes in extras.items():
        if engine != "airflow":
            for attribute in attributes:
                told = ForeignDetailDropped(
                    pipeline=pipeline, owner=owner, attribute=attribute, engine=engine
                )
                work.collector.tell(told)
