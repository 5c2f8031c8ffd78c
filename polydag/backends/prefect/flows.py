"""One flow of the emitted module: its signature, its lines, its deployment, and where its tasks are found."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from polydag.backends.codes import NoClock
from polydag.backends.contract import PipelinePlan
from polydag.backends.open_loops import open_families
from polydag.backends.optional import leaves_out
from polydag.backends.prefect.codes import (
    AlwaysAsFinally,
    AttributeDropped,
    EmptyCollection,
    FailureAsExcept,
    LimitDropped,
    LogicalDate,
    NotCarried,
    RuleInFlow,
    StartDropped,
    ThreadTimeout,
)
from polydag.backends.prefect.context import FlowContext
from polydag.backends.prefect.dates import RunDate, run_date
from polydag.backends.prefect.docstrings import docstring
from polydag.backends.prefect.flow import FlowWriter
from polydag.backends.prefect.lines import Written
from polydag.backends.prefect.loops import looped, loops_in
from polydag.backends.prefect.names import identifier
from polydag.backends.prefect.needs import over
from polydag.backends.prefect.options import number, retries
from polydag.backends.prefect.parameters import Argument, argument, told
from polydag.backends.prefect.plan import PipelineDesign
from polydag.backends.prefect.serving import Entry, Serving, called, kept, serves_all, serving
from polydag.backends.prefect.shown import run_name, shown_as
from polydag.backends.prefect.steps import Attempt, Each, Handle, Ruled, Settled, Step
from polydag.backends.prefect.subflows import Subflow, subflows_of
from polydag.backends.prefect.tasks import TaskBook
from polydag.backends.prefect.values import Scope, spell
from polydag.backends.settings import shown, stated
from polydag.backends.unclocked import UNCLOCKED, is_unclocked, unclocked
from polydag.diagnostics import Diagnostic, Severity
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Family, Placement, Task
from polydag.ir.values import ContextOf, walk
from polydag.rendering.environment import render
from polydag.rendering.imports import Import, read_imports
from polydag.rendering.pyvalues import Expression, expression

Tell = Callable[[Diagnostic], None]
_SCOPE = Scope(
    lambda v: Expression(v.task),
    lambda v: Expression(v.task),
    Expression,
    lambda _, name: Expression(name),
)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A flow before it is printed: comments are added when everything has been told."""

    plan: PipelinePlan
    context: FlowContext
    entry: Entry
    imports: tuple[Import, ...]
    helpers: frozenset[str]
    subflows: tuple[Subflow, ...] = ()

    def text(self, told: Sequence[Diagnostic]) -> str:
        """The flow's source, after that of the flows that it calls."""
        parts = [
            render("prefect/flow.py.jinja", made.context).rstrip("\n") for made in self.subflows
        ]
        return "\n\n\n".join([*parts, self._own(told)])

    def _own(self, told: Sequence[Diagnostic]) -> str:
        notes = tuple(
            f"# polydag {d.code}: {d.message}"
            for d in told
            if d.pipeline == self.plan.id and d.task is None and d.severity >= Severity.DROPPED
        )
        context = replace(self.context, comments=(*self.context.comments, *notes))
        return render("prefect/flow.py.jinja", context).rstrip("\n")


def flow_of(module: Module, design: PipelineDesign, book: TaskBook, tell: Tell) -> Flow:
    """The flow of one pipeline."""
    pipeline = design.pipeline
    name = design.function or book.names.free(
        identifier(pipeline.function or pipeline.id), f"{identifier(pipeline.id)}_flow"
    )
    date = run_date(pipeline, _date_keys(design, book))
    arguments = [argument(p, _SCOPE) for p in pipeline.parameters]
    _tell_attributes(design, date, tell, bounded=_keeps_entry(module, design))
    _tell_steps(design, design.program.steps, tell)
    written, subflows = _written(design, book, arguments, date)
    keywords = _keywords(design, book, name)
    served = serving(pipeline, module, name, _SCOPE, tell)
    entry = _entry(module, design, name, served, arguments, tell)
    decorator = (
        f"flow({', '.join(f'{k}={v.text}' for k, v in keywords.items())})" if keywords else "flow"
    )
    context = FlowContext(
        comments=tuple(pipeline.comment.splitlines()),
        decorator=decorator,
        name=name,
        parameters=_parameters(arguments, date),
        docstring=_docstring(module, design),
        lines=(*(f"    {line}" for line in _date_lines(date)), *written.lines),
    )
    return Flow(
        plan=_plan(design, book, _engine_name(design, name), subflows),
        subflows=tuple(subflows.values()),
        context=context,
        entry=entry,
        imports=(*_imports(written, arguments, date, keywords), *_of_entry(design)),
        helpers=written.helpers,
    )


def unlooped(design: PipelineDesign, book: TaskBook) -> frozenset[str]:
    """The loops over what nobody knows yet that the flow's program does not hold as loops."""
    callees = {id: book.callee(design.pipeline.id, id) for id in design.graph.tasks}
    written = looped(design.program, design.graph, callees)
    return frozenset(f.id for f in open_families(design.pipeline)) - loops_in(written.steps)


def _date_keys(design: PipelineDesign, book: TaskBook) -> list[str]:
    found = []
    for id in design.graph.tasks:
        callee = book.callee(design.pipeline.id, id)
        values = [*callee.arguments.values()]
        values += over(callee.task, design.graph)
        condition = getattr(callee.task.operation, "condition", None)
        values += [condition] if condition is not None else []
        found += [inner.key for v in values for inner in walk(v) if isinstance(inner, ContextOf)]
    return found


def _written(
    design: PipelineDesign, book: TaskBook, arguments: Sequence[Argument], date: RunDate
) -> tuple[Written, Mapping[str, Subflow]]:
    names = book.names.inner()
    names.reserve([p.name for p in design.pipeline.parameters])
    names.reserve(["logical_date", *date.keys])
    names.reserve([handler.binds for handler in design.rules.handlers if handler.binds])
    callees = {id: book.callee(design.pipeline.id, id) for id in design.graph.tasks}
    members = {
        (node.id, position): book.member(design.pipeline.id, node, position)
        for node in design.pipeline.nodes
        if isinstance(node, Family) and node.instances
        for position in range(len(node.members))
    }
    program = looped(design.program, design.graph, callees)
    subflows = subflows_of(program, design.graph, members, book.names)
    writer = FlowWriter(program, design.rules, design.needs, callees, names, members, subflows)
    return writer.written(), subflows


def _date_lines(date: RunDate) -> list[str]:
    return [*date.lines(), ""] if date.needed else []


def _parameters(arguments: Sequence[Argument], date: RunDate) -> str:
    required = [a.text for a in arguments if a.required]
    optional = [a.text for a in arguments if not a.required]
    day = [f"logical_date: {date.type} | None = None"] if date.needed else []
    return ", ".join([*required, *day, *optional])


def _keywords(design: PipelineDesign, book: TaskBook, name: str) -> dict[str, Expression]:
    pipeline = design.pipeline
    keywords: dict[str, Expression] = {}
    if pipeline.id not in (name, name.replace("_", "-")):
        keywords["name"] = expression(pipeline.id)
    name_shown = shown_as(pipeline)
    if name_shown is not None:
        keywords["flow_run_name"] = run_name(name_shown)
    if pipeline.description is not None:
        keywords["description"] = expression(pipeline.description)
    elif pipeline.doc is not None and pipeline.doc == book.module.doc:
        keywords["description"] = Expression("__doc__")
    keywords |= retries(pipeline.retry).keywords
    if pipeline.timeout is not None:
        keywords["timeout_seconds"] = number(pipeline.timeout)
    keywords |= book.flow_hooks(design)
    for key, value in pipeline.extras.get("prefect", {}).items():
        keywords.setdefault(key, spell(value, _SCOPE))
    return keywords


def _engine_name(design: PipelineDesign, name: str) -> str:
    """What Prefect calls the flow: by default its function's name with hyphens."""
    plain = name.replace("_", "-")
    return plain if design.pipeline.id in (name, plain) else design.pipeline.id


def _docstring(module: Module, design: PipelineDesign) -> str:
    doc = design.pipeline.doc
    if doc is None or isinstance(doc, Symbolic) or doc == module.doc:
        return ""
    return docstring(doc)


def _entry(
    module: Module,
    design: PipelineDesign,
    name: str,
    served: Serving,
    arguments: Sequence[Argument],
    tell: Tell,
) -> Entry:
    if _keeps_entry(module, design):
        entry = kept(design.pipeline)
    elif served.text is not None:
        return Entry((served.text,), served.imports, deployment=served.deployment)
    else:
        entry = called(module, design.pipeline, name, not any(a.required for a in arguments))
        entry = replace(entry, deployment=served.deployment)
    if not entry.tagged and not (entry.deployment and serves_all(module)):
        reason = "nothing in the code starts the flow with them"
        attribute, id = stated("tags", design.pipeline.tags), design.pipeline.id
        tell(AttributeDropped(pipeline=id, owner=id, attribute=attribute, reason=reason))
    return entry


def _keeps_entry(module: Module, design: PipelineDesign) -> bool:
    """Whether the author's own call starts the flow."""
    return design.pipeline.entry is not None and module.engine == "prefect"


def _of_entry(design: PipelineDesign) -> Iterator[Import]:
    """What the author's call reads of Prefect."""
    for text in design.pipeline.entry_imports:
        for statement in ast.parse(text).body:
            yield from read_imports(statement, text)


def _imports(
    written: Written,
    arguments: Sequence[Argument],
    date: RunDate,
    keywords: dict[str, Expression],
) -> tuple[Import, ...]:
    found = [Import("prefect", "flow"), *written.imports]
    found += [item for a in arguments for item in a.imports]
    found += [item for value in keywords.values() for item in value.imports]
    found += date.imports if date.needed else ()
    return tuple(dict.fromkeys(found))


def _plan(
    design: PipelineDesign, book: TaskBook, name: str, subflows: Mapping[str, Subflow]
) -> PipelinePlan:
    graph = design.graph
    placements = {}
    for id, task in graph.tasks.items():
        callee = book.callee(design.pipeline.id, id)
        is_if = getattr(task.operation, "condition", None) is not None
        how = "task" if callee.object and not is_if else "glue"
        function = book.module.functions.get(getattr(task.operation, "function", ""))
        partly = function is not None and leaves_out(function)
        placements[id] = Placement(
            how="task" if how == "task" and task.role != "glue" else "glue",
            address=book.label(task) if how == "task" else "",
            function=_stood_in_for(task),
            packing="dict" if partly else "tuple" if callee.shape == "tuple" else "value",
            outputs=function.outputs if function is not None and partly else callee.outputs,
            mapped=task.mapping is not None,
            instance=_instance(id, design, book),
        )
    for subflow in subflows.values():
        for id, (address, instance) in subflow.addresses.items():
            changed = {"address": address, "instance": instance}
            placements[id] = placements[id].model_copy(update=changed)
    emulated = {(u, id) for id in _decided(design.program.steps) for u in graph.upstream[id]}
    edges = {(u, id) for id, above in graph.upstream.items() for u in above}
    emulated |= {edge for edge in edges if any(placements[id].how == "glue" for id in edge)}
    return PipelinePlan(
        id=design.pipeline.id,
        address=name,
        placements=placements,
        edges=frozenset(edges - emulated),
        emulated=frozenset(emulated),
        explanation="trigger rules in the flow" if design.program.tolerant else "a program",
    )


def _stood_in_for(task: Task) -> str | None:
    """The function that a stub replaces: of a command that one makes, the whole task."""
    if task.operation.kind == "script":
        return None
    return getattr(task.operation, "function", None)


def _instance(id: str, design: PipelineDesign, book: TaskBook) -> int | None:
    """Which call of its name a task is, where several have one name."""
    tasks = design.graph.tasks
    same = [
        other for other in design.graph.order if book.label(tasks[other]) == book.label(tasks[id])
    ]
    return same.index(id) if len(same) > 1 else None


def _decided(steps: Sequence[Step]) -> list[str]:
    """Tasks whose place in a block, or a helper, stands for their dependencies."""
    found: list[str] = []
    for step in steps:
        match step:
            case Ruled(task=id):
                found.append(id)
            case Handle(body=body) | Settled(body=body):
                found += _decided(body)
            case Each(steps=inner):
                found += _decided(inner)
            case Attempt(body=body, failure=failure, always=always):
                found += [s.task for s in (*failure, *always) if hasattr(s, "task")]
                found += _decided(body)
            case _:
                continue
    return found


def _tell_steps(design: PipelineDesign, steps: Sequence[Step], tell: Tell) -> None:
    pipeline, tasks = design.pipeline.id, design.graph.tasks
    for step in steps:
        if isinstance(step, Ruled) and tasks[step.task].rule != "all_success":
            tell(RuleInFlow(pipeline=pipeline, task=step.task, rule=tasks[step.task].rule))
        if isinstance(step, Attempt):
            for inner in step.failure:
                id = getattr(inner, "task", "")
                tell(FailureAsExcept(pipeline=pipeline, task=id, rule=tasks[id].rule))
            for inner in step.always:
                id = getattr(inner, "task", "")
                tell(AlwaysAsFinally(pipeline=pipeline, task=id, rule=tasks[id].rule))
            _tell_steps(design, step.body, tell)
        if isinstance(step, Settled | Each):
            _tell_steps(design, step.body if isinstance(step, Settled) else step.steps, tell)
    if steps is not design.program.steps:
        return
    for id in (id for id in tasks if id in design.program.submitted):
        if tasks[id].timeout is not None and tasks[id].operation.kind not in ("shell", "script"):
            tell(ThreadTimeout(pipeline=pipeline, task=id))


def _tell_attributes(design: PipelineDesign, date: RunDate, tell: Tell, *, bounded: bool) -> None:
    pipeline = design.pipeline
    if date.needed:
        tell(LogicalDate(pipeline=pipeline.id, rule=date.rule))
        if not date.exact_step and date.preceding:
            reason = f"its intervals are not all {date.step} long: give `logical_date` to runs that start after a longer one"
            tell(
                NotCarried(
                    pipeline=pipeline.id, owner=pipeline.id, attribute="schedule", reason=reason
                )
            )
    if pipeline.returns is not None and design.program.tolerant:
        reason = "the flow returns the states that decide its own"
        tell(
            NotCarried(pipeline=pipeline.id, owner=pipeline.id, attribute="returns", reason=reason)
        )
    _tell_times(pipeline, tell, bounded=bounded)
    if pipeline.max_active_tasks is not None:
        advice = "use `task_runner=ThreadPoolTaskRunner(max_workers=…)`"
        tell(
            LimitDropped(
                pipeline=pipeline.id,
                owner=pipeline.id,
                attribute=f"max_active_tasks={shown(pipeline.max_active_tasks)}",
                advice=advice,
            )
        )
    for parameter in pipeline.parameters:
        for diagnostic in told(pipeline.id, parameter):
            tell(diagnostic)
    for id in design.rules.valves:
        if design.graph.tasks[id].mapping is not None:
            tell(EmptyCollection(pipeline=pipeline.id, task=id))


def _tell_times(pipeline: Pipeline, tell: Tell, *, bounded: bool) -> None:
    """First and last days, and catching up."""
    # What the author's own schedule bounds is bounded still.
    for stated_so in unclocked(pipeline, *UNCLOCKED[bounded:]):
        tell(NoClock(attribute=stated_so, pipeline=pipeline.id))
    for attribute in () if bounded else ("start", "end"):
        date_of = getattr(pipeline, attribute)
        if date_of is not None and not (attribute == "start" and is_unclocked(pipeline)):
            value = date_of.text if isinstance(date_of, Symbolic) else str(date_of)
            tell(StartDropped(pipeline=pipeline.id, attribute=attribute, value=value))
    if pipeline.catchup and not is_unclocked(pipeline):
        reason = "Prefect does not make runs for the past: start them by hand, one per date"
        tell(
            NotCarried(pipeline=pipeline.id, owner=pipeline.id, attribute="catchup", reason=reason)
        )
