"""A `try` around tasks: an op that gives its failure as an output where that is enough, else trigger rules."""

from __future__ import annotations

import builtins

from polydag.ir.graph import graph_of
from polydag.ir.operations import Call, Empty
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Retry
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Edge, Handler, Node, Task
from polydag.ir.values import (
    Code,
    Constant,
    Entries,
    FamilyOutput,
    Items,
    OutputOf,
    Text,
    Value,
    VariableOf,
    walk,
)

DONE = "done"
ERROR = "error"


def handlers_of(pipeline: Pipeline) -> tuple[Handler, ...]:
    """The pipeline's `try` blocks."""
    return tuple(node for node in pipeline.nodes if isinstance(node, Handler))


def catches(pipeline: Pipeline, module: Module) -> bool:
    """Whether an output can carry the failure of everything that is tried."""
    return all(_catches(handler, pipeline, module) for handler in handlers_of(pipeline))


def _catches(handler: Handler, pipeline: Pipeline, module: Module) -> bool:
    graph = graph_of(pipeline)
    inside = {*handler.tries, *handler.body}
    if len(handler.tries) != 1 or handler.reraise or not handler.join or inside - set(graph.tasks):
        return False
    tried = graph.tasks[handler.tries[0]]
    function = module.functions.get(getattr(tried.operation, "function", ""))
    if not isinstance(tried.operation, Call) or function is None or tried.mapping is not None:
        return False
    kinds = {use.kind for use in function.uses}
    if function.is_generator or function.outputs != ("result",) or kinds & {"skip", "fail"}:
        return False
    if not _simple(tried.retry):
        return False
    read = any(tried.id in graph.references[id] for id in graph.tasks)
    direct = any(e.upstream == tried.id and e.downstream not in inside for e in pipeline.edges)
    return not read and not direct and all(graph.tasks[b].mapping is None for b in handler.body)


def _simple(retry: Retry) -> bool:
    """Whether a policy of Dagster's own retries, so that the op knows when it has failed for good."""
    chosen = retry.only_on or retry.never_on or retry.condition
    fixed = retry.delays.shape == "fixed" and isinstance(retry.count, int)
    return retry.count == 0 or (fixed and not chosen)


def with_outputs(pipeline: Pipeline) -> Pipeline:
    """What is tried has an output for its failure, which starts the handler's tasks and is given to them."""
    for handler in handlers_of(pipeline):
        tried = handler.tries[0]
        caught = OutputOf(task=tried, output=ERROR)
        pipeline = _with_error(pipeline, handler, caught)
        inner = tuple(Edge(upstream=tried, downstream=b, kind="sequence") for b in handler.body)
        moved = _moved(pipeline, handler, (tried, *ends(pipeline, handler)))
        pipeline = pipeline.model_copy(update={"edges": (*moved, *inner)})
    return pipeline


def with_rules(pipeline: Pipeline) -> Pipeline:
    """The handler's first tasks react to the failure; what follows waits for an op that runs after either."""
    for handler in handlers_of(pipeline):
        names = " or ".join(f"`{id}`" for id in handler.tries)
        pipeline = _with_error(pipeline, handler, Constant(value=f"{names} failed"))
        reacting = tuple(
            Edge(upstream=tried, downstream=body, kind="sequence")
            for body in firsts(pipeline, handler)
            for tried in handler.tries
        )
        pipeline = _reacting(pipeline, handler)
        followed = any(edge.upstream == handler.id for edge in pipeline.edges)
        id = f"{handler.id}_or_handled"
        edges = (*_moved(pipeline, handler, (id,)), *reacting)
        if not followed:
            pipeline = pipeline.model_copy(update={"edges": edges})
            continue
        anchor = Task(id=id, operation=Empty(), rule="one_success", role="glue", fatal=False)
        last = (*handler.tries[-1:], *ends(pipeline, handler))
        joining = tuple(Edge(upstream=end, downstream=id) for end in last)
        nodes = tuple(n for node in pipeline.nodes for n in _before(node, handler, anchor))
        pipeline = pipeline.model_copy(update={"nodes": nodes, "edges": (*edges, *joining)})
    return pipeline


def _before(node: Node, handler: Handler, anchor: Task) -> tuple[Node, ...]:
    return (anchor, node) if node.id == handler.id else (node,)


def _reacting(pipeline: Pipeline, handler: Handler) -> Pipeline:
    first = set(firsts(pipeline, handler))
    nodes = tuple(
        node.model_copy(update={"rule": "one_failed"}) if node.id in first else node
        for node in pipeline.nodes
    )
    return pipeline.model_copy(update={"nodes": nodes})


def firsts(pipeline: Pipeline, handler: Handler) -> list[str]:
    """The handler's tasks that no other of them comes before."""
    upstream, body = graph_of(pipeline).upstream, set(handler.body)
    return [b for b in handler.body if not body.intersection(upstream.get(b, ()))]


def ends(pipeline: Pipeline, handler: Handler) -> list[str]:
    """The handler's tasks that no other of them comes after."""
    downstream, body = graph_of(pipeline).downstream, set(handler.body)
    return [b for b in handler.body if not body.intersection(downstream.get(b, ()))]


def _moved(pipeline: Pipeline, handler: Handler, upstream: tuple[str, ...]) -> tuple[Edge, ...]:
    """The edges, those after the handler coming from tasks."""
    return tuple(
        made
        for edge in pipeline.edges
        for made in (
            [edge.model_copy(update={"upstream": up}) for up in upstream]
            if edge.upstream == handler.id
            else [edge]
        )
    )


def gives_text(pipeline: Pipeline, handler: Handler) -> bool:
    """Whether the exception is only ever printed into texts."""
    given = [
        value
        for id, task in graph_of(pipeline).tasks.items()
        if id in handler.body
        for value in arguments_of(task.operation).values()
    ]
    caught = OutputOf(task=handler.tries[0], output=ERROR)
    every = [v for value in given for v in walk(value) if v == caught]
    texts = [
        part
        for value in given
        for v in walk(value)
        if isinstance(v, Text)
        for part in v.parts
        if part == caught
    ]
    return len(every) == len(texts)


def reads_exception(pipeline: Pipeline, handler: Handler) -> bool:
    """Whether a task of the handler is given the exception."""
    return handler.binds is not None and any(
        isinstance(v, VariableOf) and v.name == handler.binds
        for id, task in graph_of(pipeline).tasks.items()
        if id in handler.body
        for value in arguments_of(task.operation).values()
        for v in walk(value)
    )


def caught_types(handler: Handler) -> str:
    """What an `except` names: the source's exceptions where Python itself has them."""
    types = handler.exceptions
    return ", ".join(types) if types and all(hasattr(builtins, t) for t in types) else "Exception"


def _with_error(pipeline: Pipeline, handler: Handler, error: Value) -> Pipeline:
    """The exception's name in the arguments of the handler's tasks replaced by a value."""
    if handler.binds is None:
        return pipeline
    name = handler.binds
    nodes = tuple(
        _given(node, name, error) if isinstance(node, Task) and node.id in handler.body else node
        for node in pipeline.nodes
    )
    return pipeline.model_copy(update={"nodes": nodes})


def _given(task: Task, name: str, error: Value) -> Task:
    changed: dict[str, object] = {}
    for part, value in task.operation:
        if isinstance(value, dict):
            changed[part] = {
                key: replaced(v, name, error) if isinstance(v, _VALUES) else v
                for key, v in value.items()
            }
        elif isinstance(value, _VALUES):
            changed[part] = replaced(value, name, error)
    return task.model_copy(update={"operation": task.operation.model_copy(update=changed)})


_VALUES = (Text, Items, Entries, Code, VariableOf, OutputOf, FamilyOutput, Constant)


def replaced(value: Value, name: str, by: Value) -> Value:
    """The value with every reading of a variable replaced."""
    match value:
        case VariableOf() if value.name == name:
            return by
        case Text(parts=parts):
            return Text(parts=tuple(replaced(part, name, by) for part in parts))
        case Items(items=items):
            return value.model_copy(update={"items": tuple(replaced(i, name, by) for i in items)})
        case Entries(entries=entries):
            return Entries(entries={k: replaced(v, name, by) for k, v in entries.items()})
        case Code(reads=reads):
            return value.model_copy(
                update={"reads": {k: replaced(v, name, by) for k, v in reads.items()}}
            )
    return value
