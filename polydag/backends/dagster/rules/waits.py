"""Wait → an op that looks again and again: Dagster's own sensors start runs, and stand in none."""

from __future__ import annotations

from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.contract import Support
from polydag.backends.dagster.authored import by_itself, called, lowered
from polydag.backends.dagster.awaiting import by_partition, job_of
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.rules.codes import LooksForRun, PollsInOp
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.polling import Polling, found_value, hands_on, loop
from polydag.ir.functions import Function
from polydag.ir.operations import Wait
from polydag.ir.skips import skips_itself


@RULES.lowers(Wait, Support.EMULATED)
def wait(operation: Wait, piece: Workpiece) -> Made:
    """Wait → an op that calls the author's function in a loop."""
    function = piece.design.facts.function(piece.task)
    held = ", and holds its process meanwhile" if operation.frees_worker else ""
    piece.sheet.tell(PollsInOp(held=held, **piece.place))
    _tell_awaited(function, piece)
    optional = skips_itself(operation, function) and not piece.tracked
    polling = _polling(operation, function, piece, optional)
    body = loop(operation, piece.id, polling)
    if polling.hands_on:
        body += _given(found_value(), optional, piece)
    elif optional:
        body += _given("None", optional, piece)
    nothing = not polling.hands_on and not piece.design.facts.consumers[piece.id]
    return Made(
        body=tuple(body),
        outputs=(Output("result", optional=optional, nothing=nothing),),
        generator=optional,
        doc=f"Wait until `{operation.function}` finds something.",
        function=operation.function,
    )


def _tell_awaited(function: Function | None, piece: Workpiece) -> None:
    for use in function.uses if function is not None else ():
        if use.kind == "awaited":
            how = "partition" if by_partition(use.key, piece) else "time of its schedule"
            piece.sheet.tell(LooksForRun(job=job_of(use.key, piece), how=how, **piece.place))


def _polling(
    operation: Wait, function: Function | None, piece: Workpiece, optional: bool
) -> Polling:
    made = None
    if function is not None:
        made = lowered(function, piece, BodyPacking(), yields=False, raises_skip=True)
        by_itself(function, piece, made)
    kinds = {use.kind for use in function.uses} if function is not None else set()
    failure = piece.sheet.dagster("Failure") if operation.on_timeout == "fail" else ""
    if piece.tracked and skips_itself(operation, function):
        piece.sheet.inline("Skip")
    return Polling(
        look=called(function, operation.function, operation.arguments, made, piece),
        time=piece.sheet.needs("time"),
        late=f"raise {failure}({{message}}, allow_retries=False)",
        skip="return" if optional else f'raise Skip("{piece.id} saw nothing")',
        # A tracked op is skipped by that very exception.
        skipped="Skip" if "skip" in kinds and optional else None,
        gave_up=piece.sheet.dagster("Failure") if "fail" in kinds else None,
        limited="TimeoutError" if piece.task.timeout is not None else None,
        hands_on=hands_on(function),
    )


def _given(value: str, optional: bool, piece: Workpiece) -> list[str]:
    if not optional:
        return [f"return {value}"]
    return [f"yield {piece.sheet.dagster('Output')}({value})"]
