"""Which annotations of the author's functions an op may keep: Dagster enforces them, other engines do not."""

from __future__ import annotations

import builtins
import re

from polydag.backends.bodies.lowering import names_engine
from polydag.backends.dagster.workpiece import Source, Workpiece, sources_of
from polydag.ir.functions import Function, Parameter
from polydag.ir.values import OutputOf, Value

# An int passes for a float and None for a missing value everywhere but in Dagster.
_LENIENT = re.compile(r"\b(float|None|Optional|Any|tuple|Tuple|complex)\b")


def kept_annotation(parameter: Parameter, value: Value, piece: Workpiece) -> str | None:
    """The parameter's annotation, or None where the producer does not state the same type."""
    if parameter.annotation is None or piece.tracked:
        return None
    if not _means_something(parameter.annotation, piece):
        return None
    if piece.sheet.module.engine == "dagster":
        return parameter.annotation
    if not isinstance(value, OutputOf) or piece.is_mapped(value.task):
        return None
    stated = _stated(Source(value.task, value.output), piece)
    return (
        parameter.annotation
        if stated == parameter.annotation and not _LENIENT.search(stated)
        else None
    )


def _stated(source: Source, piece: Workpiece) -> str | None:
    """The type that the producer states for an output."""
    facts = piece.design.facts
    function = facts.function(facts.tasks[source.task])
    if function is None or function.outputs != ("result",) or not function.returns_value:
        return None
    return function.returns


def kept_return(function: Function, piece: Workpiece) -> str | None:
    """The return annotation, or None where a reader does not state the same type."""
    if function.returns is None or piece.tracked:
        return None
    if piece.sheet.module.engine == "dagster" and function.returns != "None":
        is_verdict = piece.design.assets and function.returns == "AssetCheckResult"
        return None if names_engine(function) and not is_verdict else function.returns
    readers = piece.design.facts.consumers[piece.id]
    if function.returns == "None":
        return None if readers or function.is_generator else "None"
    if not _means_something(function.returns, piece):
        return None
    if not readers or _LENIENT.search(function.returns) or function.outputs != ("result",):
        return None
    if piece.task.mapping is not None or piece.design.facts.skips(piece.task):
        return None
    return (
        function.returns
        if all(_agrees(reader, function.returns, piece) for reader in readers)
        else None
    )


def _means_something(annotation: str, piece: Workpiece) -> bool:
    """Whether its names are bound in the module that is written: Dagster looks them up while it loads."""
    module = piece.sheet.module
    if module.engine == "dagster":
        return True
    bound = {name for part in module.prelude for name in part.defines}
    names = re.findall(r"(?<![\w.'\"])[^\W\d]\w*", annotation)
    return all(name in bound or hasattr(builtins, name) for name in names)


def _agrees(reader: str, annotation: str, piece: Workpiece) -> bool:
    """Whether every parameter of a reader that takes the output states the same type."""
    facts = piece.design.facts
    task = facts.tasks[reader]
    function = facts.function(task)
    if function is None or task.mapping is not None:
        return False
    annotations = {p.name: p.annotation for p in function.parameters}
    arguments = getattr(task.operation, "arguments", {})
    taking = [
        name
        for name, value in arguments.items()
        if any(s.task == piece.id for s in sources_of(value))
    ]
    return bool(taking) and all(annotations.get(name) == annotation for name in taking)
