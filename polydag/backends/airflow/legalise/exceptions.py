"""The exception of a tried task goes to the handler through a task that tells its failure from an earlier one."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import HandlerGuarded
from polydag.backends.airflow.naming import identifier
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Call
from polydag.ir.policies import Hook
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Edge, Handler, Task
from polydag.ir.values import Code, Entries, Items, OutputOf, Text, Value, VariableOf

_PUSH = '''def {name}(context):
    """Keep the error of a task for the handler of its `try`."""
    {condition}context["ti"].xcom_push(key="error", value=str(context["exception"]))'''
_GUARD = '''def {name}(ti=None):
    """The error of {tried}; without one it was something before that failed, and the handler does not run."""
    error = {error}
    if error is None:
        raise AirflowFailException("{first} did not run")
    return error'''


def is_guardable(flow: Flow, handler: Handler) -> bool:
    """Whether each tried task has one error at most, and the handler reads none of their outputs."""
    plain = all(id in flow.by_id and flow.by_id[id].mapping is None for id in handler.tries)
    bodies = [flow.by_id[id] for id in handler.body if id in flow.by_id]
    read = {output.task for task in bodies for output in outputs_read(task)}
    return plain and len(bodies) == len(handler.body) and not read & set(handler.tries)


def guarded(flow: Flow, handler: Handler, work: Work) -> tuple[Flow, str]:
    """The handler behind its guard, and the guard's id."""
    flow = _pushing(flow, handler)
    guard = flow.free_id(f"{identifier(handler.tries[-1])}_error")
    work.exception("AirflowFailException")
    flow = flow.with_function(_guard(guard, handler, flow, work))
    inside = set(handler.body)
    first = [id for id in handler.body if not set(flow.graph.upstream[id]) & inside]
    kept = tuple(
        e for e in flow.edges if not (e.upstream in handler.tries and e.downstream in inside)
    )
    task = Task(id=guard, operation=Call(function=guard), rule="one_failed", role="glue")
    edges = [Edge(upstream=id, downstream=guard) for id in handler.tries]
    edges += [Edge(upstream=guard, downstream=id) for id in first]
    flow = replace(flow, edges=kept).adding(task, before=first[0], edges=tuple(edges))
    for id in first:
        told = HandlerGuarded(pipeline=flow.pipeline.id, tried=_listed(handler), guard=guard)
        work.tell(told, flow.by_id[id])
    return with_exception(flow, handler, OutputOf(task=guard)), guard


def with_exception(flow: Flow, handler: Handler, given: Value) -> Flow:
    """The handler's tasks with a value in place of the exception that it binds."""
    for id in handler.body if handler.binds is not None else ():
        task = flow.by_id[id]
        arguments = getattr(task.operation, "arguments", None)
        if arguments:
            changed = {k: _replaced(v, handler.binds or "", given) for k, v in arguments.items()}
            operation = task.operation.model_copy(update={"arguments": changed})
            flow = flow.with_task(task.model_copy(update={"operation": operation}))
    return flow


def _pushing(flow: Flow, handler: Handler) -> Flow:
    """Every tried task with a callback that keeps its error."""
    narrow = [e for e in handler.exceptions if e not in ("Exception", "BaseException")]
    every = len(narrow) < len(handler.exceptions) or not narrow
    classes = narrow[0] if len(narrow) == 1 else f"({', '.join(narrow)})"
    condition = "" if every else f'if isinstance(context["exception"], {classes}):\n        '
    name = "push_error" if every else flow.free_id(f"push_error_of_{identifier(handler.tries[-1])}")
    text = _PUSH.format(name=name, condition=condition)
    names = tuple(e.partition(".")[0] for e in narrow) if not every else ()
    flow = flow.with_function(
        Function(name=name, text=text, names=names, synthesised=True, returns_value=False)
    )
    for id in handler.tries:
        task = flow.by_id[id]
        hook = Hook(event="failure", function=name)
        if hook not in task.hooks:
            flow = flow.with_task(task.model_copy(update={"hooks": (*task.hooks, hook)}))
    return flow


def _guard(name: str, handler: Handler, flow: Flow, work: Work) -> Function:
    ids = [flow.addresses.get(id, id) for id in handler.tries]
    if len(ids) == 1:
        error = f'ti.xcom_pull(task_ids={work.py(ids[0])}, key="error")'
    else:
        found = f'ti.xcom_pull(task_ids={work.py(ids)}, key="error")'
        error = f"next((found for found in {found} if found is not None), None)"
    text = _GUARD.format(name=name, tried=_listed(handler), error=error, first=ids[-1])
    return Function(
        name=name,
        text=text,
        parameters=(Parameter(name="ti", default="None"),),
        injected=("ti",),
        synthesised=True,
    )


def _listed(handler: Handler) -> str:
    return ", ".join(f"`{id}`" for id in handler.tries)


def _replaced(value: Value, name: str, given: Value) -> Value:
    match value:
        case VariableOf() if value.name == name:
            return given
        case Text(parts=parts):
            return Text(parts=tuple(_replaced(part, name, given) for part in parts))
        case Items(items=items):
            return value.model_copy(
                update={"items": tuple(_replaced(item, name, given) for item in items)}
            )
        case Entries(entries=entries):
            return Entries(entries={k: _replaced(v, name, given) for k, v in entries.items()})
        case Code(reads=reads):
            return value.model_copy(
                update={"reads": {k: _replaced(v, name, given) for k, v in reads.items()}}
            )
    return value
