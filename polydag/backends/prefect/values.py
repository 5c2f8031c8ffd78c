"""Values as expressions of a flow: what a task is given, spelt where it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polydag.ir.values import (
    DATE_TEXTS,
    Code,
    Constant,
    ContextOf,
    Entries,
    FamilyOutput,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
)
from polydag.rendering.binding import bound
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression, fstring


@dataclass(frozen=True)
class Scope:
    """How what stands outside of a value is spelt at the place where it is used."""

    output: Callable[[OutputOf], Expression]
    family: Callable[[FamilyOutput], Expression]
    context: Callable[[str], Expression]
    parameter: Callable[[Value, str], Expression]


def spell(value: Value, scope: Scope) -> Expression:
    """The value as Python code with the imports and the author's names that it needs."""
    match value:
        case Constant():
            return expression(value)
        case OutputOf():
            return scope.output(value)
        case FamilyOutput():
            return scope.family(value)
        case ParameterOf(name=name):
            return scope.parameter(value, name)
        case ContextOf(key=key):
            return scope.context(key)
        case VariableOf(name=name, path=path):
            found = scope.parameter(value, name)
            return Expression(subscripted(found.text, path))
        case Items(items=items, shape=shape):
            return _items([spell(item, scope) for item in items], shape)
        case Entries(entries=entries):
            return expression({key: spell(item, scope) for key, item in entries.items()})
        case Text(parts=parts):
            return _text(parts, scope)
        case Code():
            return _code(value, scope)
        case Lookup():
            return lookup(value, scope)


def subscripted(text: str, path: tuple[str | int, ...]) -> str:
    """`text["rows"][0]`."""
    return text + "".join(f"[{expression(key).text}]" for key in path)


def lookup(value: Lookup, scope: Scope) -> Expression:
    """Something that lives outside of the code, read when the flow runs."""
    default = spell(value.default, scope) if value.default is not None else None
    match value.what:
        case "variable":
            extra = {"default": default} if default is not None else {}
            found = call("Variable.get", expression(value.name), **extra)
            return _with_import(found, Import("prefect.variables", "Variable"))
        case "secret":
            loaded = call("Secret.load", expression(value.name))
            text = Expression(f"{loaded.text}.get()", loaded.imports)
            return _with_import(text, Import("prefect.blocks.system", "Secret"))
        case _:
            name = environment_name(value)
            if default is None:
                return Expression(f"os.environ[{expression(name).text}]", (Import("os"),))
            return _with_import(call("os.environ.get", expression(name), default), Import("os"))


def environment_name(value: Lookup) -> str:
    """The environment variable that stands for a connection's field or a resource."""
    if value.what == "environment":
        return value.name
    parts = [value.name, *([value.field] if value.field else [])]
    return "_".join("".join(c if c.isalnum() else "_" for c in part) for part in parts).upper()


def _code(value: Code, scope: Scope) -> Expression:
    read = {name: spell(inner, scope) for name, inner in value.reads.items()}
    imports = dict.fromkeys(item for part in read.values() for item in part.imports)
    names = dict.fromkeys((*value.names, *(n for part in read.values() for n in part.names)))
    texts = {name: part.text for name, part in read.items()}
    return Expression(bound(value.text, texts), tuple(imports), tuple(names))


def _text(parts: tuple[Value, ...], scope: Scope) -> Expression:
    """A text of parts; one that is a date's text is that."""
    match parts:
        case [ContextOf(key=key)] if key in DATE_TEXTS:
            return scope.context(key)
    return fstring(_part(part, scope) for part in parts)


def _part(part: Value, scope: Scope) -> str | Expression:
    if isinstance(part, Constant) and isinstance(part.value, str):
        return part.value
    return spell(part, scope)


def _items(items: list[Expression], shape: str) -> Expression:
    if shape == "tuple":
        return expression(tuple(items))
    if shape == "set" and items:
        made = expression(items)
        return Expression(f"{{{made.text[1:-1]}}}", made.imports, made.names)
    return expression(items)


def _with_import(text: Expression, item: Import) -> Expression:
    return Expression(text.text, (*text.imports, item), text.names)
