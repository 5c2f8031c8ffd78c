"""Check → an asset check, or in a job of ops an op that fails where the check is blocking."""

from __future__ import annotations

from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.contract import Support
from polydag.backends.dagster.authored import as_op, becomes_op, called_by_itself, lowered
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.operations import Check
from polydag.rendering.strings import string


@RULES.lowers(Check, Support.NATIVE)
def check(operation: Check, piece: Workpiece) -> Made:
    """Check → `@asset_check`, or an op."""
    function = piece.design.facts.function(piece.task)
    gives_verdict = function is not None and any(use.kind == "verdict" for use in function.uses)
    if function is not None and becomes_op(piece):
        made = lowered(function, piece, BodyPacking())
        return Made(
            authored=as_op(function, operation.arguments, made, piece), function=function.name
        )
    text = called_by_itself(operation, piece)
    return Made(
        body=_verdict(operation, piece, text, gives_verdict),
        function=operation.function,
        outputs=(Output("result", nothing=True),),
    )


def _verdict(operation: Check, piece: Workpiece, text: str, gives_verdict: bool) -> tuple[str, ...]:
    result = piece.sheet.dagster("AssetCheckResult")
    if piece.design.assets:
        return (f"return {text}" if gives_verdict else f"return {result}(passed=bool({text}))",)
    said = string(f"{piece.key} did not pass")
    if operation.blocking:
        failure = piece.sheet.dagster("Failure")
        return (f"if not {text}:", f"    raise {failure}({said})")
    piece.needs.add("context")
    return (f"if not {text}:", f"    context.log.warning({said})")
