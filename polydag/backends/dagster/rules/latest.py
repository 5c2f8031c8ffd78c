"""Latest → an op that asks whether a later run of the schedule is due."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.rules.codes import LatestByTick
from polydag.backends.dagster.rules.decisions import OPEN
from polydag.backends.dagster.schedules import dates, partitions_constant, ticks
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.operations import Latest


@RULES.lowers(Latest, Support.EMULATED)
def latest(operation: Latest, piece: Workpiece) -> Made:
    """Latest → an op with one optional output, given unless a later run is due."""
    del operation
    piece.sheet.tell(LatestByTick(**piece.place))
    piece.needs.add("context")
    helper = piece.sheet.inline("is_latest")
    found = dates(piece.design)
    known = (found,) if found is not None else ticks(piece.design)
    constants = [partitions_constant(one, piece.sheet) for one in known]
    test = f"{helper}({', '.join(['context', *constants])})"
    outputs = (Output(OPEN, optional=not piece.tracked, nothing=not piece.tracked),)
    if piece.tracked:
        return Made(body=(f'return "{OPEN}" if {test} else ()',), outputs=outputs, function=helper)
    body = (f"if {test}:", f'    yield {piece.sheet.dagster("Output")}(None, "{OPEN}")')
    return Made(body=body, outputs=outputs, generator=True, function=helper)
