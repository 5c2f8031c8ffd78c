"""Computations between tasks become small tasks of their own: outputs are only known when tasks run."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace

from polydag.backends.airflow.chained import is_chain
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import GlueTask
from polydag.backends.airflow.naming import identifier
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Call, OfFunction
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Edge, Mapping, Task
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Entries,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    walk,
)
from polydag.rendering.pyvalues import Expression, expression, fstring

# What Airflow only knows while a task runs.
_RUNTIME = (OutputOf, ParameterOf, ContextOf, Lookup)

_ONE_BY_ONE = {"range", "map", "filter", "zip", "enumerate", "reversed", "set", "frozenset"}


def make_glue(flow: Flow, work: Work) -> Flow:
    """No task is given anything but outputs, parameters, constants and collections of these."""
    for task in flow.tasks:
        operation = task.operation
        if isinstance(operation, OfFunction):
            for name, value in operation.arguments.items():
                flow = _argument(flow, work, task.id, name, value)
        if task.mapping is not None:
            for name, value in task.mapping.over.items():
                flow = _collection(flow, work, task.id, name, value)
    return _returned(flow)


def _returned(flow: Flow) -> Flow:
    """A pipeline that returns what a computation gives already returns its output."""
    value = flow.pipeline.returns
    if not isinstance(value, Code) or not _needs_run(value):
        return flow
    known = _known(flow, _bind(value))
    if known is None:
        return flow
    return replace(flow, pipeline=flow.pipeline.model_copy(update={"returns": known}))


def _argument(flow: Flow, work: Work, reader: str, name: str, value: Value) -> Flow:
    flow, plain = _plain(flow, work, reader, name, value)
    if plain == value:
        return flow
    task = flow.by_id[reader]
    arguments = {**arguments_of(task.operation), name: plain}
    return flow.with_task(
        task.model_copy(
            update={"operation": task.operation.model_copy(update={"arguments": arguments})}
        )
    )


def _collection(flow: Flow, work: Work, reader: str, name: str, value: Value) -> Flow:
    """A collection that is mapped over is a list, a dict or one whole output."""
    if isinstance(value, OutputOf) and not value.path and value.output == "result":
        return flow
    if isinstance(value, Items | Entries) and not any(isinstance(v, Code) for v in walk(value)):
        return flow
    if work.is_own and is_chain(value):
        return flow
    made = _listed(value)
    if not isinstance(made, Code) or _needs_run(made):
        flow, made = _made(flow, work, reader, f"{name}_items", made)
    if made == value:
        return flow
    task = flow.by_id[reader]
    mapping = task.mapping or Mapping(over={})
    return flow.with_task(
        task.model_copy(
            update={"mapping": mapping.model_copy(update={"over": {**mapping.over, name: made}})}
        )
    )


def _listed(value: Value) -> Value:
    """A list of what an expression gives one by one (`range(n)`, `rows.values()`): Airflow maps over nothing else."""
    if not isinstance(value, Code):
        return value
    match ast.parse(f"(\n{value.text}\n)", mode="eval").body:
        case ast.Call(func=ast.Name(id=name)) if name in _ONE_BY_ONE:
            pass
        case ast.Call(func=ast.Attribute(attr="keys" | "values" | "items"), args=[]):
            pass
        case ast.GeneratorExp() | ast.SetComp() | ast.Set():
            pass
        case _:
            return value
    return value.model_copy(update={"text": f"list({value.text})"})


def _plain(flow: Flow, work: Work, reader: str, name: str, value: Value) -> tuple[Flow, Value]:
    match value:
        case Code() if work.is_own and is_chain(value):
            return flow, value
        case Code() if _needs_run(value) and not (work.is_own and _of_variables(value)):
            return _made(flow, work, reader, name, value)
        case OutputOf(path=path) if path and not _keyed(value, flow, work):
            return _made(flow, work, reader, name, value)
        case Items(items=items):
            parts = []
            for item in items:
                flow, part = _plain(flow, work, reader, name, item)
                parts.append(part)
            return flow, value.model_copy(update={"items": tuple(parts)})
        case Entries(entries=entries):
            found = {}
            for key, item in entries.items():
                flow, found[key] = _plain(flow, work, reader, key, item)
            return flow, Entries(entries=found)
        case Text() if any(_must_be_made(part, flow, work) for part in value.parts):
            return _made(flow, work, reader, name, value)
    return flow, value


def _must_be_made(part: Value, flow: Flow, work: Work) -> bool:
    """Whether a template cannot say a part of a text: a computation, or a value that XCom cannot carry."""
    if isinstance(part, OutputOf) and part.task in flow.by_id:
        function = getattr(flow.by_id[part.task].operation, "function", None)
        return function in work.not_carried
    return isinstance(part, Code) and _needs_run(part)


def _needs_run(value: Code) -> bool:
    """Whether only a task can compute it; what was a template is one again."""
    return value.template is None and any(isinstance(inner, _RUNTIME) for inner in walk(value))


def _of_variables(value: Code) -> bool:
    """Whether variables are all that it asks for: Airflow's own code asks for them where the DAG is built."""
    asked = [inner for inner in walk(value) if isinstance(inner, _RUNTIME)]
    return all(isinstance(inner, Lookup) and inner.what == "variable" for inner in asked)


def _keyed(value: OutputOf, flow: Flow, work: Work) -> bool:
    """Whether a key of an output can be had as an output of its own (`x["key"]`, pushed by multiple_outputs)."""
    task = flow.by_id.get(value.task)
    if (
        task is None
        or len(value.path) != 1
        or not isinstance(value.path[0], str)
        or value.output != "result"
    ):
        return False
    if task.extras.get("airflow", {}).get("multiple_outputs") == Constant(value=True):
        return True
    function = flow.functions.get(getattr(task.operation, "function", ""))
    if function is not None and function.name in work.not_carried:
        return False
    returns = re.sub(r"\s", "", function.returns or "") if function is not None else ""
    return task.mapping is None and returns.startswith(
        ("dict[str,", "Dict[str,", "typing.Dict[str,", "Mapping[str,")
    )


@dataclass(frozen=True)
class _Bound:
    """A computation as text over parameters, and what each parameter is given."""

    text: str
    given: dict[str, Value]
    names: tuple[str, ...]


def _made(flow: Flow, work: Work, reader: str, name: str, value: Value) -> tuple[Flow, OutputOf]:
    task = flow.by_id[reader]
    bound = _bind(value)
    known = _known(flow, bound)
    if known is not None:
        return flow, known
    id = flow.free_id(f"make_{identifier(name)}")
    text = f"def {id}({', '.join(bound.given)}):\n    return {bound.text}"
    parameters = tuple(Parameter(name=given) for given in bound.given)
    function = Function(
        name=id, text=text, parameters=parameters, names=bound.names, synthesised=True
    )
    rule = task.rule if task.rule.startswith("none_failed") else "all_success"
    group = task.group
    glue = Task(
        id=id,
        operation=Call(function=id, arguments=bound.given),
        rule=rule,
        mapping=Mapping(mode="group") if flow.graph.mapped.around(task) is not None else None,
        role="glue",
        group=group,
    )
    if not isinstance(value, OutputOf):
        work.tell(GlueTask(pipeline=flow.pipeline.id, expression=bound.text, glue=id), task)
    flow = flow.with_function(function).adding(glue, before=reader)
    # What the reader waits for before it starts, its computation waits for too: it may read what they did.
    waits = tuple(
        Edge(upstream=e.upstream, downstream=id) for e in flow.edges if e.downstream == reader
    )
    address = ".".join((*group, id)) if group else id
    flow = replace(flow, edges=(*flow.edges, *waits), addresses={**flow.addresses, id: address})
    return flow, OutputOf(task=id)


def _known(flow: Flow, bound: _Bound) -> OutputOf | None:
    """The task that computes the same from the same already."""
    for task in flow.tasks:
        if task.role != "glue" or not isinstance(task.operation, Call):
            continue
        function = flow.functions.get(task.operation.function)
        if (
            function is not None
            and function.text.endswith(f"return {bound.text}")
            and task.operation.arguments == bound.given
        ):
            return OutputOf(task=task.id)
    return None


def _bind(value: Value) -> _Bound:
    given: dict[str, Value] = {}
    names: list[str] = []
    spelt = _spell(value, given, names)
    return _Bound(spelt.text, given, tuple(dict.fromkeys(names)))


def _spell(value: Value, given: dict[str, Value], names: list[str]) -> Expression:
    """The value as an expression over parameters; what comes from the run becomes one."""
    match value:
        case Code(text=text, reads=reads):
            names.extend(value.names)
            given.update(reads)
            return Expression(text)
        case OutputOf(path=path):
            base = value.model_copy(update={"path": ()})
            keys = "".join(f"[{expression(key).text}]" for key in path)
            return Expression(_parameter(base, given, value.task) + keys)
        case ParameterOf(name=name):
            return Expression(_parameter(value, given, name))
        case ContextOf(key=key):
            return Expression(_parameter(value, given, key))
        case Text(parts=parts):
            return fstring(
                [
                    p.value
                    if isinstance(p, Constant) and isinstance(p.value, str)
                    else _spell(p, given, names)
                    for p in parts
                ]
            )
        case Items(items=items, shape=shape):
            inner = [_spell(item, given, names) for item in items]
            return expression(
                tuple(inner) if shape == "tuple" else set(inner) if shape == "set" else inner
            )
        case Entries(entries=entries):
            return expression({key: _spell(item, given, names) for key, item in entries.items()})
        case Constant():
            return expression(value)
        case _:
            return Expression(_parameter(value, given, "value"))


def _parameter(value: Value, given: dict[str, Value], wish: str) -> str:
    for name, known in given.items():
        if known == value:
            return name
    name = identifier(wish.rpartition(".")[2])
    while name in given:
        name += "_"
    given[name] = value
    return name
