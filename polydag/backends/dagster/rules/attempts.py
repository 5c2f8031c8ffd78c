"""A task whose failure is caught → an op with one output for success and one for the failure."""

from __future__ import annotations

from polydag.backends.dagster.authored import by_itself, called, lowered
from polydag.backends.dagster.codes import FailureAsOutput
from polydag.backends.dagster.handlers import DONE, ERROR, caught_types, gives_text
from polydag.backends.dagster.made import Made, Output
from polydag.backends.dagster.rules.calls import packing_of
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.operations import Call
from polydag.ir.tasks import Handler
from polydag.rendering.strings import string


def tried(handler: Handler, piece: Workpiece) -> Made:
    """Call → the author's function, called where its failure does not fail the run."""
    operation, function = piece.task.operation, piece.design.facts.function(piece.task)
    assert isinstance(operation, Call), "only a call is caught"
    assert function is not None, "only a function whose text is known is caught"
    piece.sheet.tell(FailureAsOutput(**piece.place))
    made = lowered(function, piece, packing_of(function, piece.task))
    by_itself(function, piece, made)
    piece.needs.add("context")
    text = called(function, function.name, operation.arguments, made, piece)
    output = piece.sheet.dagster("Output")
    again = piece.task.retry.count
    types = caught_types(handler)
    given = "str(error)" if gives_text(piece.design.pipeline, handler) else "error"
    rows = [
        "try:",
        f"    {text}",
        f"except {f'({types})' if ',' in types else types} as error:",
        *([f"    if context.retry_number < {again}:", "        raise"] if again else []),
        f"    context.log.exception({string(f'{piece.id} failed')})",
        f"    yield {output}({given}, {string(ERROR)})",
        "else:",
        f"    yield {output}(None, {string(DONE)})",
    ]
    outputs = (Output(DONE, optional=True, nothing=True), Output(ERROR, optional=True))
    return Made(
        body=tuple(rows), outputs=outputs, generator=True, doc=function.doc, function=function.name
    )
