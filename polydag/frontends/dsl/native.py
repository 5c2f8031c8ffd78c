"""Data as the DSL's own objects, and back: the reader hands the evaluator's findings to the real DSL."""

from __future__ import annotations

import ast
import builtins
import importlib

from polydag import HOMES
from polydag.dsl.building import DslError
from polydag.dsl.sources import FunctionSource
from polydag.dsl.values import Expression, Given
from polydag.frontends.dsl.handles import Built
from polydag.ir.model import Symbolic
from polydag.ir.values import Code, Value
from polydag.syntax.convert import to_code, to_symbolic
from polydag.syntax.data import (
    ClassData,
    Datum,
    DictData,
    External,
    FunctionData,
    Known,
    ListData,
    SetData,
    TupleData,
    datum_of,
)


def native(datum: Datum) -> object:
    """What the DSL is given for a datum; an expression where it is only known when the code runs."""
    match datum:
        case Known(value=value):
            return value
        case Built(thing=thing):
            return thing
        case ListData(items=items, partial=False):
            return [native(item) for item in items]
        case TupleData(items=items):
            return tuple(native(item) for item in items)
        case DictData(entries=entries, partial=False):
            return {native(datum_of(key)): native(value) for key, value in entries.items()}
        case SetData(elements=elements):
            return {native(datum_of(key)) for key in elements}
        case FunctionData(node=ast.FunctionDef() | ast.AsyncFunctionDef() as node):
            return FunctionSource(node, datum.module)
        case ClassData(name=name):
            return Expression(Code(text=name, names=(name,)), Symbolic(text=name, names=(name,)))
        case External(qualified=qualified):
            found = offered(qualified)
            return expression(datum) if found is None else found
    return expression(datum)


def expression(datum: Datum) -> Expression:
    """The expression of a datum; outputs of tasks in it are bound by name."""
    return Expression(to_code(datum, _bound), to_symbolic(datum) or Symbolic(text="..."))


def is_offered(name: str) -> bool:
    """Whether `from polydag import` this name is for DSL files."""
    return HOMES.get(name, "").startswith("polydag.dsl.")


def offered(qualified: str) -> object | None:
    """The DSL's own object of that name, or a type of Python."""
    first, _, rest = qualified.partition(".")
    if first == "builtins":
        found = getattr(builtins, rest, None)
        return found if isinstance(found, type) else None
    name, *path = rest.split(".")
    if first != "polydag" or not is_offered(name):
        return None
    thing: object = getattr(importlib.import_module(HOMES[name]), name)
    for part in path:
        thing = None if part.startswith("_") else getattr(thing, part, None)
    return thing


def _bound(datum: Datum) -> Value | None:
    if not isinstance(datum, Built) or not isinstance(datum.thing, Given):
        return None
    try:
        return datum.thing.value
    except DslError:
        return None  # It is told where the value itself is taken.
