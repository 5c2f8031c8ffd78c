"""The functions that operators are given, and the arguments that Airflow calls them with."""

from __future__ import annotations

import ast
import keyword
import re

from polydag.frontends.airflow.codes import FunctionUnknown
from polydag.frontends.airflow.methods import method_of
from polydag.frontends.airflow.request import Request
from polydag.ir.functions import Function, Parameter
from polydag.ir.values import DATE_TEXTS, ContextOf, Entries, Items, Value
from polydag.syntax.data import (
    Datum,
    DictData,
    FunctionData,
    InstanceData,
    ListData,
    PartialData,
    TupleData,
)
from polydag.syntax.describe import literal

# What the arguments are called that are no names of Python.
_REST = "_others"
# What Airflow sends to another Python without asking whether that has its packages.
_SENT = DATE_TEXTS | {"run_id"}


def call_of(request: Request, datum: Datum | None) -> tuple[str, dict[str, Value]]:
    """The function's name in the module, and its arguments by parameter name, from `op_args` and `op_kwargs`."""
    positional = _positional(request)
    named = _named(request)
    if isinstance(datum, PartialData):
        positional = [*(request.value(item) for item in datum.positional), *positional]
        named = {name: request.value(item) for name, item in datum.keywords.items()} | named
        datum = datum.function
    if isinstance(datum, FunctionData) and isinstance(datum.receiver, InstanceData):
        name = identifier(datum.name.lstrip("_"))
        method = method_of(datum, datum.receiver, name)
        _tell_place(request)
        if isinstance(method, str):
            return _elsewhere(request, datum, positional, named), _by_name(named)
        request.callable, request.function = datum, method.added(request.reading)
        own = method.arguments(request, frozenset(), frozenset())
        return request.function, arguments_of(datum, positional, named) | own
    if isinstance(datum, FunctionData):
        request.callable = datum
        wanted = identifier(request.task)
        request.function = request.reading.functions.add(datum, wanted, placed=request.placed)
        arguments = arguments_of(datum, positional, named)
        return request.function, arguments | sent(request, datum, arguments)
    _tell_place(request)
    return _elsewhere(request, datum, positional, named), _by_name(named)


def sent(request: Request, function: FunctionData, given: dict[str, Value]) -> dict[str, Value]:
    """The facts of the run that Airflow sends to another Python, where the function could not ask for them."""
    if request.placed is None:
        return {}
    signature = function.node.args
    names = [arg.arg for arg in (*signature.args, *signature.kwonlyargs)]
    return {name: ContextOf(key=name) for name in names if name in _SENT and name not in given}


def _tell_place(request: Request) -> None:
    """What is no function of the project cannot be sent to another Python."""
    if request.placed is not None:
        request.reading.tell(request.placed.unless)


def arguments_of(
    function: FunctionData, positional: list[Value], named: dict[str, Value]
) -> dict[str, Value]:
    """Values by parameter name."""
    signature = function.node.args
    names = [arg.arg for arg in (*signature.posonlyargs, *signature.args)]
    if function.receiver is not None:
        names = names[1:]
    found = dict(zip(names, positional, strict=False))
    if signature.vararg is not None and len(positional) > len(names):
        found[signature.vararg.arg] = Items(items=tuple(positional[len(names) :]), shape="tuple")
    declared = {*names, *(arg.arg for arg in signature.kwonlyargs)}
    beyond = {name: value for name, value in named.items() if name not in declared}
    found |= {name: value for name, value in named.items() if name in declared}
    if beyond and signature.kwarg is not None:
        found[signature.kwarg.arg] = Entries(entries=beyond)
    elif beyond:
        found |= beyond
    return found


def identifier(text: str) -> str:
    """A name for a function that is made for a task."""
    name = re.sub(r"\W+", "_", text).strip("_") or "run"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) else name


def _positional(request: Request) -> list[Value]:
    datum = request.given.take("op_args")
    if isinstance(datum, ListData | TupleData):
        return [request.value(item) for item in datum.items]
    return []


def _named(request: Request) -> dict[str, Value]:
    datum = request.given.take("op_kwargs")
    if isinstance(datum, DictData) and not datum.partial:
        return {name: request.value(item) for name, item in datum.text_entries().items()}
    if datum is not None:
        request.extras["op_kwargs"] = request.value(datum)
    return {}


def _by_name(named: dict[str, Value]) -> dict[str, Value]:
    """The arguments that a parameter can be called like, and all others as one dict."""
    found = {key: value for key, value in named.items() if identifier(key) == key}
    rest = {key: value for key, value in named.items() if key not in found}
    return {**found, _REST: Entries(entries=rest)} if rest else found


def _elsewhere(
    request: Request, datum: Datum | None, positional: list[Value], named: dict[str, Value]
) -> str:
    """A function that calls what is not the project's own, with the same arguments."""
    text = None if datum is None else literal(datum)
    name, taken = identifier(request.task), _by_name(named)
    if text is None or text.reads or positional or not _is_callable(text.text):
        expression = text.text if text else "no function"
        told = FunctionUnknown(task=request.task, expression=expression, span=request.site.span)
        request.reading.tell(told)
        body = f'raise NotImplementedError("what `{request.task}` runs is not known")'
        names: tuple[str, ...] = ()
    else:
        given = ", ".join(f"**{key}" if key == _REST else f"{key}={key}" for key in taken)
        body, names = f"return {text.text}({given})", text.names
        if name == text.text:
            name = f"run_{name}"
    function = Function(
        name=name,
        text=f"def {name}({', '.join(taken)}):\n    {body}",
        parameters=tuple(Parameter(name=key) for key in taken),
        names=names,
        synthesised=True,
    )
    return request.reading.functions.make(function)


def _is_callable(text: str) -> bool:
    """Whether the expression can be called where it is printed: a dotted name."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
