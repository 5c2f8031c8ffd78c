"""Attributes of data."""

from __future__ import annotations

import ast
from collections.abc import Iterable
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
    TupleData,
)
from polydag.syntax.importing import member_of
from polydag.syntax.outside import OutsideMethod, SuperData
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
    """The next member behind a class in the order in which Python asks the receiver's classes."""
    receiver = owner.receiver
    if not isinstance(receiver, InstanceData):
        return _first(owner.after.bases, name, receiver)
    order = _resolution_order(receiver.cls)
    behind = order[order.index(owner.after) + 1 :] if owner.after in order else owner.after.bases
    return _first(behind, name, receiver)


def _first(classes: Iterable[Datum], name: str, receiver: Datum) -> Datum | None:
    for cls in classes:
        if isinstance(cls, ClassData) and name in cls.members:
            return _bound(cls.members[name], receiver, cls)
        if isinstance(cls, External) and isinstance(receiver, InstanceData) and not _plain(cls):
            return OutsideMethod(receiver, cls, name)
    return None


def _plain(base: External) -> bool:
    """Whether a base from outside says nothing of what the class does."""
    return base.qualified.startswith(("builtins.object", "abc.", "typing."))


def _resolution_order(cls: ClassData) -> list[Datum]:
    """The class and its bases; one that several classes have comes behind the last of these, as in Python's own order."""
    lineage = list(cls.lineage())
    return [item for at, item in enumerate(lineage) if item not in lineage[at + 1 :]]


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
