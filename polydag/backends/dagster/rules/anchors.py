"""Empty and Opaque → an op that only orders others, and one that says what is missing."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.dagster.codes import Unsupported
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.unread import ARGUMENTS, carried, message, sayable
from polydag.ir.operations import Empty, Opaque


@RULES.lowers(Empty, Support.NATIVE)
def empty(operation: Empty, piece: Workpiece) -> Made:
    """Empty → an op that does nothing."""
    del operation, piece
    return Made(body=("pass",), returns="None", outputs=(Output("result", nothing=True),))


@RULES.lowers(Opaque, Support.NONE)
def opaque(operation: Opaque, piece: Workpiece) -> Made:
    """Opaque → an op that raises NotImplementedError, the source's call above it as a comment."""
    piece.sheet.tell(Unsupported(what=operation.class_name, **piece.place))
    piece.own = frozenset({ARGUMENTS})
    # What an argument reads is an input, whether or not it can be said.
    spelt = {name: piece.expression(value) for name, value in operation.arguments.items()}
    rows = carried({name: spelt[name] for name in sayable(operation)})
    said = message(Unsupported.code, operation, piece.id, rows)
    if piece.sheet.options.unsupported == "warn":
        piece.needs.add("context")
        nothing = (Output("result", nothing=True),)
        return Made(body=(*rows, f"context.log.warning({said})"), outputs=nothing)
    return Made(body=(*rows, f"raise NotImplementedError({said})"))
