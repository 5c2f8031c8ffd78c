"""Act → an op that does it with a well-known library."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.acts import RECIPES, Acting, names_of
from polydag.backends.acts.telling import to_do, told
from polydag.backends.contract import Support
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.operations import Act


@RULES.lowers(Act, Support.EMULATED)
def act(operation: Act, piece: Workpiece) -> Made:
    """Act → an op of a few lines."""
    piece.own = names_of(operation)
    acting = Acting(
        operation=operation,
        is_read=bool(piece.design.facts.consumers[piece.id]),
        target="dagster",
        spell=piece.expression,
        needs=piece.sheet.needs,
    )
    done = RECIPES[operation.act](acting)
    piece.needs |= acting.wants
    for diagnostic in told(acting, done, piece.id):
        piece.sheet.tell(replace(diagnostic, **piece.place))
    piece.sheet.packages.update(acting.packages)
    for note in to_do(acting):
        piece.sheet.manual.setdefault(note)
    nothing = done.returns == "None"
    return Made(body=done.rows, returns=done.returns, outputs=(Output("result", nothing=nothing),))
