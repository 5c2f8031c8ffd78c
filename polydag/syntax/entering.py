"""Entering functions and classes of the project."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.calls import CallSite
from polydag.syntax.data import NONE, ClassData, Datum, External, FunctionData, InstanceData
from polydag.syntax.flow import Returned
from polydag.syntax.parameters import bind_parameters
from polydag.syntax.scope import Scope
from polydag.syntax.skipping import builds, tell_undetermined

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

_DATACLASSES = frozenset(
    {"dataclasses.dataclass", "attr.define", "attrs.define", "attrs.frozen", "attr.s"}
)


def enter(ev: Evaluator, function: FunctionData, site: CallSite) -> Datum | None:
    """What a function returns for a call; None where that is not known."""
    if function.module.blocks.functions[function.node].yields:
        return None
    scope = Scope("function", function.module, function.scope)
    bind_parameters(ev, function, site.arguments, scope)
    signal = ev.run_in(function, scope)
    if signal is None:
        return NONE
    if isinstance(signal, Returned):
        return signal.datum
    if not isinstance(function.node, ast.Lambda) and builds(ev, function.node.body, scope):
        tell_undetermined(ev, function.name, site)
    return None


def instantiate(ev: Evaluator, cls: ClassData, site: CallSite) -> Datum | None:
    """An instance of a class of the project; None where a base that is not known decides what a call gives."""
    if any(base.qualified.startswith(("enum.", "builtins.type")) for base in cls.outside_bases()):
        return None
    instance = InstanceData(cls, {})
    init = cls.member("__init__")
    if isinstance(init, FunctionData):
        method = FunctionData(
            init.node,
            init.module,
            init.scope,
            defaults=init.defaults,
            keyword_defaults=init.keyword_defaults,
            receiver=instance,
            owner=init.owner or cls,
        )
        enter(ev, method, site)
    elif _has_fields(cls):
        _fill_fields(cls, site, instance)
    return instance


def _has_fields(cls: ClassData) -> bool:
    """Whether the class gets its constructor from its annotations."""
    decorated = any(isinstance(d, External) and d.qualified in _DATACLASSES for d in cls.decorators)
    named = any(
        base.qualified in ("typing.NamedTuple", "pydantic.BaseModel")
        for base in cls.outside_bases()
    )
    return decorated or named


def _fill_fields(cls: ClassData, site: CallSite, instance: InstanceData) -> None:
    names = [
        name
        for base in reversed(list(cls.lineage()))
        if isinstance(base, ClassData)
        for name in _fields(base)
    ]
    for position, name in enumerate(dict.fromkeys(names)):
        datum = site.arguments.take(name, position)
        if datum is not None:
            instance.attributes[name] = datum


def _fields(cls: ClassData) -> list[str]:
    return [
        statement.target.id
        for statement in cls.node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    ]
