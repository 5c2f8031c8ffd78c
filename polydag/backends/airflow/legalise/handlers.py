"""A `try` around tasks becomes trigger rules."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import HandlerAsRule
from polydag.backends.airflow.work import Work
from polydag.ir.operations import Empty
from polydag.ir.tasks import Edge, Handler, Task
from polydag.ir.values import Code, Constant, Entries, Items, Text, Value, VariableOf


def lower_handlers(flow: Flow, work: Work) -> Flow:
    """The handler's first tasks run when one of the tried tasks failed; what follows runs after either."""
    for node in flow.pipeline.nodes:
        if isinstance(node, Handler):
            flow = _lowered(flow, node, work)
    return flow


def _lowered(flow: Flow, handler: Handler, work: Work) -> Flow:
    tried = ", ".join(f"`{id}`" for id in handler.tries)
    first = [id for id in handler.body if not set(flow.graph.upstream[id]) & set(handler.body)]
    for id in first:
        task = flow.by_id[id]
        work.tell(HandlerAsRule(pipeline=flow.pipeline.id, tried=tried), task)
        flow = flow.with_task(task.model_copy(update={"rule": "one_failed"}))
        missing = [t for t in handler.tries if t not in flow.graph.upstream[id]]
        added = tuple(Edge(upstream=t, downstream=id) for t in missing)
        flow = replace(flow, edges=(*flow.edges, *added))
    for id in handler.body if handler.binds is not None else ():
        flow = flow.with_task(_without_exception(flow.by_id[id], handler))
    return _joined(flow, handler)


def _without_exception(task: Task, handler: Handler) -> Task:
    """The task with a fixed text in place of the exception, which no task knows of another."""
    given = getattr(task.operation, "arguments", None)
    if not given:
        return task
    text = Constant(value=f"{' or '.join(handler.tries)} failed")
    changed = {name: _replaced(value, handler.binds or "", text) for name, value in given.items()}
    return task.model_copy(
        update={"operation": task.operation.model_copy(update={"arguments": changed})}
    )


def _replaced(value: Value, name: str, text: Constant) -> Value:
    match value:
        case VariableOf() if value.name == name:
            return text
        case Text(parts=parts):
            return Text(parts=tuple(_replaced(part, name, text) for part in parts))
        case Items(items=items):
            return value.model_copy(
                update={"items": tuple(_replaced(item, name, text) for item in items)}
            )
        case Entries(entries=entries):
            return Entries(entries={k: _replaced(v, name, text) for k, v in entries.items()})
        case Code(reads=reads):
            return value.model_copy(
                update={"reads": {k: _replaced(v, name, text) for k, v in reads.items()}}
            )
    return value


def _joined(flow: Flow, handler: Handler) -> Flow:
    """What came after the `try` waits for an anchor that runs when the tries or the handler succeeded."""
    inside = {*handler.tries, *handler.body}
    last = tuple(t for t in handler.tries if not set(flow.graph.downstream[t]) & set(handler.tries))
    ends = (
        *last,
        *(b for b in handler.body if not set(flow.graph.downstream[b]) & set(handler.body)),
    )
    after = [e for e in flow.edges if e.upstream in inside and e.downstream not in inside]
    if not handler.join or not after:
        return flow
    id = flow.free_id(f"{handler.tries[-1].replace('.', '_')}_or_handled")
    anchor = Task(id=id, operation=Empty(), rule="one_success", role="glue")
    rest = tuple(e for e in flow.edges if e not in after)
    moved = tuple(dict.fromkeys(e.model_copy(update={"upstream": id}) for e in after))
    flow = replace(flow, edges=(*rest, *moved))
    return flow.adding(
        anchor,
        before=after[0].downstream,
        edges=tuple(Edge(upstream=e, downstream=id) for e in ends),
    )
