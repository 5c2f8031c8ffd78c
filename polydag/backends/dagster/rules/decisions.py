"""Choose and Gate → ops whose optional outputs start what is below them."""

from __future__ import annotations

from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.contract import Support
from polydag.backends.dagster.authored import as_op, becomes_op, called_by_itself, lowered
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.operations import Choose, Gate

OPEN = "open"


@RULES.lowers(Choose, Support.NATIVE)
def choose(operation: Choose, piece: Workpiece) -> Made:
    """Choose → an op with an optional output per label."""
    names = {label: dagster_name(label) for label in operation.labels}
    outputs = tuple(
        Output(name, optional=not piece.tracked, nothing=not piece.tracked)
        for name in names.values()
    )
    packing = BodyPacking(
        shape="tuple" if piece.tracked else "choice",
        names={} if piece.tracked else names,
        many=operation.many,
    )
    function = piece.design.facts.function(piece.task)
    if function is not None and becomes_op(piece):
        made = lowered(function, piece, packing)
        text = as_op(function, operation.arguments, made, piece)
        return Made(
            authored=text, outputs=outputs, generator=not piece.tracked, function=function.name
        )
    text = called_by_itself(operation, piece)
    if piece.tracked:
        return Made(body=(f"return {text}",), outputs=outputs, function=operation.function)
    output = piece.sheet.dagster("Output")
    body = (
        f"chosen = {text}",
        "for label in [chosen] if isinstance(chosen, str) else chosen:",
        f"    yield {output}(None, {_renamed(names)})",
    )
    return Made(body=body, outputs=outputs, generator=True, function=operation.function)


def _renamed(names: dict[str, str]) -> str:
    if all(label == name for label, name in names.items()):
        return "label"
    return f"{names!r}[label]"


@RULES.lowers(Gate, Support.NATIVE)
def gate(operation: Gate, piece: Workpiece) -> Made:
    """Gate → an op with one optional output, given when the way is open."""
    outputs = (Output(OPEN, optional=not piece.tracked, nothing=not piece.tracked),)
    packing = BodyPacking(shape="gate", wanted=("result",), names={"result": OPEN})
    function = piece.design.facts.function(piece.task)
    if not piece.tracked and function is not None and becomes_op(piece):
        made = lowered(function, piece, packing)
        text = as_op(function, operation.arguments, made, piece)
        return Made(authored=text, outputs=outputs, generator=True, function=function.name)
    text = called_by_itself(operation, piece)
    if piece.tracked:
        return Made(
            body=(f'return "{OPEN}" if {text} else ()',),
            outputs=outputs,
            function=operation.function,
        )
    body = (f"if {text}:", f'    yield {piece.sheet.dagster("Output")}(None, "{OPEN}")')
    return Made(body=body, outputs=outputs, generator=True, function=operation.function)
