"""The ledger of a module that is written for Prefect: every attribute that the source sets is carried or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from polydag.backends.ledger import View
from polydag.backends.prefect.codes import AttributeDropped, LimitDropped, Lookup, NotCarried
from polydag.backends.prefect.needs import given
from polydag.backends.prefect.policies import queue_of
from polydag.backends.prefect.rules.codes import LateUnnoticed
from polydag.backends.prefect.serving import SERVED
from polydag.backends.prefect.shown import SHOWN_AS, is_renamed, shown_as
from polydag.backends.settings import LATE, carried_by, foreign, stated, unneeded, unshown
from polydag.diagnostics import Diagnostic
from polydag.ir.functions import Use
from polydag.ir.graph import graph_of
from polydag.ir.model import Frozen
from polydag.ir.operations import Script, Shell
from polydag.ir.pipeline import Asset, Module, Pipeline
from polydag.ir.tasks import Family, Handler, Task
from polydag.ir.values import Lookup as Stored
from polydag.ir.values import Value, walk
from polydag.rendering.pyvalues import expression

Tell = Callable[[Diagnostic], None]
# Where what the source's orchestrator keeps has to be created.
PLACES = {"variable": "a Prefect variable", "secret": "a `Secret` block"}
_FOREIGN = "it belongs to {engine}, and Prefect has nothing like it"


class Accounts:
    """Opens a view per model, and tells what Prefect has no place for."""

    def __init__(self, module: Module, tell: Tell) -> None:
        self.module = module
        self.tell = tell
        self._views: list[tuple[str, View[Frozen]]] = []
        for pipeline in module.pipelines:
            self._pipeline(pipeline)
            for task in graph_of(pipeline).tasks.values():
                self._task(pipeline, task)
                self._operation(pipeline, task)
            self._nodes(pipeline)
        for function in module.functions.values():
            # The text carries all of it; what it asks of its engine is told use by use.
            self._view("", function, f"{function.name}()", tuple(type(function).model_fields))
            if module.engine != "prefect":
                self._looked_up(function.uses)
        for asset in module.assets.values():
            self._asset(asset)

    def _looked_up(self, uses: tuple[Use, ...]) -> None:
        """What bodies read from the orchestrator has to be created in another place."""
        for use in uses:
            if use.kind in PLACES:
                self.tell(Lookup(what=use.kind, name=use.key, place=PLACES[use.kind]))
            self._looked_up(use.inner)

    def _looked_up_values(self, pipeline: str, task: Task) -> None:
        """What tasks are given from the orchestrator; a block has no value where there is none."""
        over = task.mapping.over.values() if task.mapping is not None else ()
        values = [*given(task).values(), *over]
        lookups = [v for value in values for v in walk(value) if isinstance(v, Stored)]
        for lookup in lookups:
            if self.module.engine != "prefect" and lookup.what in PLACES:
                place = PLACES[lookup.what]
                self.tell(Lookup(what=lookup.what, name=lookup.name, place=place, task=task.id))
            if lookup.what == "secret" and lookup.default is not None:
                reason = "a `Secret` block that does not exist fails: create it"
                self._lost(pipeline, task, f"default of the secret {lookup.name}", reason)

    def findings(self) -> Iterator[Diagnostic]:
        """What was neither carried nor told."""
        for pipeline, view in self._views:
            yield from view.findings(pipeline, "prefect-3.8")

    def _view(
        self, pipeline: str, model: Frozen, owner: str, carried: tuple[str, ...]
    ) -> View[Frozen]:
        view: View[Frozen] = View(model, owner)
        view.use(*carried)
        self._views.append((pipeline, view))
        return view

    def _pipeline(self, pipeline: Pipeline) -> None:
        view = self._view(
            pipeline.id,
            pipeline,
            pipeline.id,
            (
                *(
                    "nodes",
                    "edges",
                    "groups",
                    "parameters",
                    "schedules",
                    "outcome",
                    "listed",
                    "returns",
                ),
                *("style", "defaults", "retry", "timeout", "max_active_runs", "hooks", "tags"),
                *("description", "doc", "comment", "function", "entry", "entry_imports"),
            ),
        )
        # Told where the flow is planned, with what follows from the schedule.
        view.told("start", "end", "catchup", "max_active_tasks", "extras")
        if not any(schedule.kind in SERVED for schedule in pipeline.schedules):
            self._unscheduled(pipeline)
        named = frozenset({SHOWN_AS} if shown_as(pipeline) is not None else ())
        self._foreign(pipeline.id, None, pipeline.id, pipeline.extras, named)
        self._unshown(pipeline)
        for schedule in pipeline.schedules:
            carried = (
                "crons",
                "every",
                "anchor",
                "dates",
                "length",
                "timezone",
                "window",
                "name",
                "paused",
                "parameters",
            )
            self._view(
                pipeline.id,
                schedule,
                f"{pipeline.id}.schedule",
                (*carried, "assets", "condition", "nested", "extras"),
            )

    def _unshown(self, pipeline: Pipeline) -> None:
        """Labels of edges and words about groups."""
        for what, value in unshown(pipeline):
            reason = "a graph of Prefect shows none"
            told = AttributeDropped(
                pipeline=pipeline.id,
                owner=pipeline.id,
                attribute=stated(what, value),
                reason=reason,
            )
            self.tell(told)

    def _unscheduled(self, pipeline: Pipeline) -> None:
        """A limit belongs to a deployment; without a schedule there is none in the code."""
        if pipeline.max_active_runs is not None:
            reason = "it belongs to a deployment, and no schedule of the flow is written"
            told = stated("max_active_runs", pipeline.max_active_runs)
            self.tell(
                AttributeDropped(
                    pipeline=pipeline.id, owner=pipeline.id, attribute=told, reason=reason
                )
            )

    def _task(self, pipeline: Pipeline, task: Task) -> None:
        view = self._view(
            pipeline.id,
            task,
            task.id,
            (
                *("operation", "group", "rule", "mapping", "retry", "timeout", "role", "fatal"),
                *("publishes", "consumes", "hooks", "pool", "cache", "tags", "doc", "comment"),
            ),
        )
        view.told("name", "pool_slots", "priority", "past", "owner", "extras")
        self._dropped(pipeline.id, task)
        self._limits(pipeline.id, task)
        if task.past != "none":
            reason = (
                "a run does not know the one before: give the deployment a concurrency limit of 1"
            )
            self._lost(pipeline.id, task, "depends_on_past", reason)
        for note in unneeded(task):
            self.tell(replace(note, pipeline=pipeline.id))
        carried = carried_by(task, self.module.functions)
        carried |= {"queue"} if queue_of(task) is not None else set()
        self._foreign(pipeline.id, task.id, task.id, task.extras, carried)

    def _dropped(self, pipeline: str, task: Task) -> None:
        dropped = {
            "name": (
                task.name if is_renamed(self.module, task) and _is_decided(task) else None,
                "an `if` of the flow has no name",
            ),
            "owner": (task.owner, "Prefect has no owners"),
            "priority": (task.priority, "tasks of a flow have no priority"),
        }
        for attribute, (value, reason) in dropped.items():
            if value is not None:
                self.tell(
                    AttributeDropped(
                        pipeline=pipeline,
                        task=task.id,
                        owner=task.id,
                        attribute=stated(attribute, value),
                        reason=reason,
                    )
                )

    def _limits(self, pipeline: str, task: Task) -> None:
        advice = {}
        if task.pool is not None:
            advice["pool"] = f"create a concurrency limit for the tag {expression(task.pool).text}"
        if task.pool_slots != 1:
            advice[stated("pool_slots", task.pool_slots)] = "a task takes one slot of a tag's limit"
        mapping = task.mapping
        if mapping is not None and mapping.limit is not None and not mapping.stop_on_failure:
            advice[stated("mapping limit", mapping.limit)] = (
                "give the task a tag and create a concurrency limit for it"
            )
        for attribute, text in advice.items():
            self.tell(
                LimitDropped(
                    pipeline=pipeline, task=task.id, owner=task.id, attribute=attribute, advice=text
                )
            )

    def _operation(self, pipeline: Pipeline, task: Task) -> None:
        operation = task.operation
        view = self._view(pipeline.id, operation, task.id, tuple(type(operation).model_fields))
        self._looked_up_values(pipeline.id, task)
        if isinstance(operation, Shell | Script) and operation.skip_on not in (None, 99):
            view.told("skip_on")

    def _nodes(self, pipeline: Pipeline) -> None:
        for node in pipeline.nodes:
            if isinstance(node, Family | Handler):
                self._view(pipeline.id, node, node.id, tuple(type(node).model_fields))

    def _lost(self, pipeline: str, task: Task, attribute: str, reason: str) -> None:
        self.tell(
            NotCarried(
                pipeline=pipeline, task=task.id, owner=task.id, attribute=attribute, reason=reason
            )
        )

    def _foreign(
        self,
        pipeline: str,
        task: str | None,
        owner: str,
        extras: dict[str, dict[str, Value]],
        carried: frozenset[str] = frozenset(),
    ) -> None:
        for engine, name, value, effect in foreign(extras, "prefect", carried):
            kind = LateUnnoticed if name in LATE else NotCarried if effect else AttributeDropped
            reason = effect or _FOREIGN.format(engine=engine.capitalize())
            self.tell(
                kind(
                    pipeline=pipeline,
                    task=task,
                    owner=owner,
                    attribute=stated(name, value),
                    reason=reason,
                )
            )

    def _asset(self, asset: Asset) -> None:
        view = self._view("", asset, asset.id, ("key", "uri", "description", "symbol"))
        for attribute in ("group", "kinds", "metadata"):
            if attribute in set(view.open_entries()):
                view.told(attribute)
                reason = "a Prefect asset has a key, a description and owners"
                said = stated(attribute, getattr(asset, attribute))
                self.tell(AttributeDropped(owner=view.owner, attribute=said, reason=reason))
        view.told("extras")
        self._foreign("", None, asset.id, asset.extras)


def _is_decided(task: Task) -> bool:
    """Whether the flow decides by an expression what the task decided."""
    return getattr(task.operation, "condition", None) is not None
