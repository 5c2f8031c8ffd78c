"""A `try` around tasks becomes trigger rules."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import HandlerAsRule
from polydag.backends.airflow.legalise.exceptions import guarded, is_guardable, with_exception
from polydag.backends.airflow.work import Work
from polydag.ir.operations import Empty
from polydag.ir.tasks import Edge, Handler, Task
from polydag.ir.values import Constant


def lower_handlers(flow: Flow, work: Work) -> Flow:
    """The handler's first tasks run when one of the tried tasks failed; what follows runs after either."""
    for node in flow.pipeline.nodes:
        if isinstance(node, Handler):
            flow = _lowered(flow, node, work)
    return flow


def _lowered(flow: Flow, handler: Handler, work: Work) -> Flow:
    if handler.body and is_guardable(flow, handler):
        flow, guard = guarded(flow, handler, work)
        return _joined(flow, handler, guard)
    tried = ", ".join(f"`{id}`" for id in handler.tries)
    first = [id for id in handler.body if not set(flow.graph.upstream[id]) & set(handler.body)]
    for id in first:
        task = flow.by_id[id]
        work.tell(HandlerAsRule(pipeline=flow.pipeline.id, tried=tried), task)
        flow = flow.with_task(task.model_copy(update={"rule": "one_failed"}))
        missing = [t for t in handler.tries if t not in flow.graph.upstream[id]]
        added = tuple(Edge(upstream=t, downstream=id) for t in missing)
        flow = replace(flow, edges=(*flow.edges, *added))
    text = Constant(value=f"{' or '.join(handler.tries)} failed")
    return _joined(with_exception(flow, handler, text), handler)


def _joined(flow: Flow, handler: Handler, *guards: str) -> Flow:
    """What came after the `try` waits for an anchor that runs when the tries or the handler succeeded."""
    inside = {*handler.tries, *handler.body, *guards}
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
