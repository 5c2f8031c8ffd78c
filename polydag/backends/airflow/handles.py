"""Variables of the building code: which tasks need one, and what it is called."""

from __future__ import annotations

from collections import Counter

from polydag.backends.airflow.chained import is_chain
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.naming import Scope, stem
from polydag.ir.reads import arguments_of, outputs_read
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Entries, FamilyOutput, Items, OutputOf, Value, walk

Edges = tuple[tuple[str, str], ...]

# What the result of a function is called whose name is a bare verb.
_PARTICIPLES = {
    "aggregate": "aggregated",
    "clean": "cleaned",
    "compute": "computed",
    "enrich": "enriched",
    "extract": "extracted",
    "fetch": "fetched",
    "filter": "filtered",
    "join": "joined",
    "load": "loaded",
    "merge": "merged",
    "process": "processed",
    "publish": "published",
    "summarize": "summarized",
    "transform": "transformed",
    "validate": "validated",
}


def arguments_read(task: Task) -> tuple[OutputOf, ...]:
    """The outputs that a task is given as they are, so that Airflow itself sees the dependency."""
    if task.operation.kind not in ("call", "choose", "gate", "check", "wait", "script"):
        return ()
    values = list(getattr(task.operation, "arguments", {}).values())
    if task.operation.kind == "choose" and task.operation.condition is not None:
        values = list(task.operation.condition.reads.values())
    if task.mapping is not None:
        values += task.mapping.over.values()
    return tuple(output for value in values for output in _outputs(value))


def _outputs(value: Value) -> list[OutputOf]:
    match value:
        case OutputOf():
            return [value]
        case Items(items=items):
            return [output for item in items for output in _outputs(item)]
        case Entries(entries=entries):
            return [output for item in entries.values() for output in _outputs(item)]
        case Code(reads=reads) if is_chain(value):
            return [output for read in reads.values() for output in _outputs(read)]
        case _:
            return []


def stated_edges(flow: Flow) -> Edges:
    """The dependencies that need a line of their own: all that do not follow from arguments."""
    found: dict[tuple[str, str], None] = {}
    for task in flow.tasks:
        implied = {output.task for output in arguments_read(task)}
        wanted = [output.task for output in outputs_read(task) if output.task in flow.by_id]
        for above in (*flow.graph.control[task.id], *wanted):
            if above not in implied:
                found[(above, task.id)] = None
    return tuple(found)


def name_handles(flow: Flow, scope: Scope, edges: Edges) -> dict[str, str]:
    """The variable of each task that others refer to, in the source's order."""
    readers: dict[str, list[tuple[Task, OutputOf]]] = {}
    for task in flow.tasks:
        for output in (*arguments_read(task), *_collections(task, flow)):
            readers.setdefault(output.task, []).append((task, output))
    returned = flow.pipeline.returns
    needed = {id for edge in edges for id in edge} | set(readers)
    if isinstance(returned, OutputOf):
        needed.add(returned.task)
    given = (value for task in flow.tasks for value in arguments_of(task.operation).values())
    needed |= {v.task for value in given for v in walk(value) if isinstance(v, FamilyOutput)}
    symbols = Counter(task.symbol for task in flow.tasks)
    found: dict[str, str] = {}
    for task in flow.tasks:
        if task.id in needed:
            # A variable that the author used for several tasks is nobody's.
            own = [task.symbol] if task.symbol is not None and symbols[task.symbol] == 1 else []
            wishes = _wishes(task, readers.get(task.id, []), flow.pipeline.style)
            found[task.id] = scope.take(*own, *wishes)
    return found


def _collections(task: Task, flow: Flow) -> list[OutputOf]:
    """The outputs that the mapped group of a task is mapped over."""
    group = flow.graph.mapped.around(task)
    over = group.mapping.over.values() if group is not None and group.mapping is not None else ()
    return [output for value in over for output in _outputs(value)]


def _wishes(task: Task, readers: list[tuple[Task, OutputOf]], style: str) -> list[str]:
    """What a person would call the result: as its reader does, or by the noun in the function's name."""
    local = stem(task.id)
    function = getattr(task.operation, "function", None)
    if function is None:
        return [local, f"{local}_task"]
    if style == "assets" and readers:
        # An asset's function is called by the noun itself.
        return [f"{local}_data"]
    wishes = [
        name for reader, output in readers[:1] if (name := _parameter(reader, output)) is not None
    ]
    noun = local.partition("_")[2]
    if readers:
        done = _PARTICIPLES.get(local.partition("_")[0], "")
        words = [noun, "_".join(part for part in (done, noun) if part) if done else ""]
        return [*wishes, *(word for word in words if word not in ("", "task")), f"{local}_result"]
    return [local.removesuffix("_task"), f"{local}_task"]


def _parameter(reader: Task, output: OutputOf) -> str | None:
    """The name under which a reader takes a whole result."""
    if output.output != "result" or output.path:
        return None
    given = dict(arguments_of(reader.operation))
    return next((name for name, value in given.items() if value == output), None)
