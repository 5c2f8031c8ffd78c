"""Attributes of data."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from polydag.syntax.builtins_files import path_attribute
from polydag.syntax.builtins_time import CONSTANTS
from polydag.syntax.data import (
    ClassData,
    Datum,
    DictData,
    External,
    FunctionData,
    Handle,
    InstanceData,
    Known,
    ListData,
    MethodData,
    ModuleData,
    PathData,
    SetData,
    SuperData,
    TupleData,
)
from polydag.syntax.importing import member_of
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

_FIELDS = frozenset(
    {"year", "month", "day", "hour", "minute", "second", "days", "seconds", "real", "imag"}
)


def attribute_of(ev: Evaluator, owner: Datum, name: str, node: ast.expr, scope: Scope) -> Datum:
    """`owner.name`."""
    if isinstance(owner, Handle):
        return owner.attribute(name, ev.site(node, scope))
    if isinstance(owner, External):
        return external_attribute(ev, owner, name, node, scope)
    if isinstance(owner, ModuleData):
        return member_of(ev, owner, name, node, scope) or ev.unknown(node, scope)
    if isinstance(owner, InstanceData):
        return _of_instance(owner, owner.cls, name) or ev.unknown(node, scope)
    if isinstance(owner, SuperData):
        return _of_super(owner, name) or ev.unknown(node, scope)
    if isinstance(owner, ClassData):
        found = _of_class(owner, name) or ev.library.class_attribute(
            owner, name, ev.site(node, scope)
        )
        return found or ev.unknown(node, scope)
    if isinstance(owner, FunctionData) and name in ("__name__", "__qualname__"):
        return Known(owner.name)
    if (
        isinstance(owner, FunctionData)
        and name == "__doc__"
        and not isinstance(owner.node, ast.Lambda)
    ):
        return Known(ast.get_docstring(owner.node))
    if isinstance(owner, PathData):
        return path_attribute(owner, name, ev.unknown(node, scope)) or MethodData(owner, name)
    if isinstance(owner, Known):
        return _of_known(owner, name)
    if isinstance(owner, ListData | TupleData | DictData | SetData):
        return MethodData(owner, name)
    return ev.unknown(node, scope)


def external_attribute(
    ev: Evaluator, owner: External, name: str, node: ast.expr | ast.stmt, scope: Scope
) -> Datum:
    """A member of something outside the project, or what the reader makes of it."""
    found = ev.library.attribute(owner, name, ev.site(node, scope))
    if found is not None:
        return found
    member = External(f"{owner.qualified}.{name}", f"{owner.text}.{name}", owner.root)
    value = CONSTANTS.get(member.qualified)
    return member if value is None else Known(value, ev.unknown(node, scope))


def _of_known(owner: Known, name: str) -> Datum:
    if isinstance(owner.value, datetime | date | timedelta) and name in _FIELDS:
        return Known(getattr(owner.value, name))
    return MethodData(owner, name)


def _of_instance(owner: InstanceData, cls: ClassData, name: str) -> Datum | None:
    if name in owner.attributes:
        return owner.attributes[name]
    if name == "__class__":
        return cls
    return _bound(cls.member(name), owner, cls)


def _of_class(owner: ClassData, name: str) -> Datum | None:
    if name in ("__name__", "__qualname__"):
        return Known(owner.name)
    member = owner.member(name)
    if isinstance(member, FunctionData) and _decorated(member, "classmethod"):
        return _bound(member, owner, owner)
    return member


def _of_super(owner: SuperData, name: str) -> Datum | None:
    for base in owner.after.bases:
        if isinstance(base, ClassData):
            member = base.member(name)
            if member is not None:
                return _bound(member, owner.receiver, base)
    return None


def _bound(member: Datum | None, receiver: Datum, cls: ClassData) -> Datum | None:
    """A function of the class as a method of the receiver."""
    if not isinstance(member, FunctionData) or _decorated(member, "staticmethod"):
        return member
    bound = (
        cls
        if _decorated(member, "classmethod") and isinstance(receiver, InstanceData)
        else receiver
    )
    return FunctionData(
        member.node,
        member.module,
        member.scope,
        member.decorators,
        member.defaults,
        member.keyword_defaults,
        bound,
        member.owner or cls,
    )


def _decorated(function: FunctionData, name: str) -> bool:
    return any(
        isinstance(d, External) and d.qualified == f"builtins.{name}" for d in function.decorators
    )
