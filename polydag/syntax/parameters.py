"""Parameters of a function of the project, bound to what a call gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.calls import Argument, Arguments
from polydag.syntax.data import Datum, DictData, FunctionData, TupleData, Unknown
from polydag.syntax.scope import Origin, Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


def bind_parameters(
    evaluator: Evaluator, function: FunctionData, arguments: Arguments, scope: Scope
) -> None:
    """Bind every parameter in the scope; what the call does not give has its default, or is unknown under its own name."""
    signature = function.node.args
    names = [arg.arg for arg in (*signature.posonlyargs, *signature.args)]
    values = list(arguments.positional)
    if function.receiver is not None:
        values.insert(0, Argument(function.receiver))
    keywords = dict(arguments.keywords)
    given = {name: keywords.pop(name, None) for name in (*names, *_keyword_only(signature))}
    given.update(zip(names, values, strict=False))
    defaults = default_data(function)
    for name, argument in given.items():
        origin = evaluator.origin(argument.node, argument.scope) if argument else None
        datum = argument.datum if argument else defaults.get(name)
        _bind(scope, name, datum, origin or evaluator.origin(None, None))
    _bind_rest(
        scope,
        signature,
        values[len(names) :],
        keywords,
        evaluator.origin(None, None),
        bool(arguments.spreads),
    )


def parameter_names(function: FunctionData) -> tuple[str, ...]:
    """The names of all parameters that a call can give one by one."""
    signature = function.node.args
    return (
        *(arg.arg for arg in (*signature.posonlyargs, *signature.args)),
        *_keyword_only(signature),
    )


def _keyword_only(signature: ast.arguments) -> tuple[str, ...]:
    return tuple(arg.arg for arg in signature.kwonlyargs)


def default_data(function: FunctionData) -> dict[str, Datum]:
    """The defaults by parameter name."""
    signature = function.node.args
    names = [arg.arg for arg in (*signature.posonlyargs, *signature.args)]
    found = dict(zip(reversed(names), reversed(function.defaults), strict=False))
    for name, datum in zip(_keyword_only(signature), function.keyword_defaults, strict=False):
        if datum is not None:
            found[name] = datum
    return found


def _bind(scope: Scope, name: str, datum: Datum | None, origin: Origin) -> None:
    if datum is None:
        datum = Unknown(name, (), {}, None, scope.module)
        datum.reads = {name: datum}
    scope.names[name] = datum
    scope.origins[name] = origin


def _bind_rest(
    scope: Scope,
    signature: ast.arguments,
    values: list[Argument],
    keywords: dict[str, Argument],
    origin: Origin,
    partial: bool,
) -> None:
    """Bind `*args` and `**kwargs`."""
    if signature.vararg is not None:
        _bind(scope, signature.vararg.arg, TupleData([value.datum for value in values]), origin)
    if signature.kwarg is not None:
        entries: dict[object, Datum] = {name: value.datum for name, value in keywords.items()}
        _bind(scope, signature.kwarg.arg, DictData(entries, partial), origin)
