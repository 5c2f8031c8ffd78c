"""The definition of one task: an op, an asset or a check, with its decorators."""

from __future__ import annotations

from polydag.backends.dagster.authored import engine_parameters
from polydag.backends.dagster.codes import TimeLimit
from polydag.backends.dagster.context import Block
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.policies import Policies, policies
from polydag.backends.dagster.reporting import of_piece, with_reports
from polydag.backends.dagster.rules.attempts import tried
from polydag.backends.dagster.rules.commands import seconds
from polydag.backends.dagster.texts import docstring
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.original import original
from polydag.ir.operations import Opaque, Script, Shell


def lower_task(piece: Workpiece) -> tuple[Made, Policies]:
    """Apply the rule of the task's operation; policies come first, as some need the op's context."""
    found = policies(piece)
    if found.decorator or of_piece(piece):
        piece.needs.add("context")
    handler = piece.design.facts.caught.get(piece.id)
    if handler is not None:
        return with_reports(tried(handler, piece), piece), found
    made = RULES.rule(piece.task.operation)(piece.task.operation, piece)
    return with_reports(made, piece), found


def definition(piece: Workpiece, made: Made) -> str:
    """The function: the author's, held out of the formatter's reach, or one of polydag's own."""
    if made.authored:
        return piece.sheet.holds.hold(made.authored)
    inputs = list(piece.inputs)
    items = _item_parameters(piece)
    parameters = [*engine_parameters(piece), *items, *inputs, *engine_parameters(piece, last=True)]
    kept = (
        made.returns
        if made.returns is not None and not piece.tracked and not _feeds(piece, made)
        else None
    )
    returns = f" -> {kept}" if kept else ""
    doc = [docstring(made.doc, "    ")] if made.doc else []
    rows = "".join(f"    {row}\n" for row in (*doc, *made.body))
    return f"def {piece.symbol}({', '.join(parameters)}){returns}:\n{rows}".rstrip("\n")


def _feeds(piece: Workpiece, made: Made) -> bool:
    """Whether a function annotated None would feed a data input, which Dagster refuses."""
    return made.returns == "None" and bool(piece.design.facts.consumers[piece.id])


def _item_parameters(piece: Workpiece) -> list[str]:
    """The parameter that takes one item of a mapping."""
    if not piece.items:
        return []
    names = list(piece.items)
    return names if len(names) == 1 and piece.items[names[0]] == names[0] else ["item"]


def limits(piece: Workpiece, made: Made) -> list[str]:
    """The decorator that keeps the task's timeout, and those of the function; a shell command has its own limit."""
    timeout = piece.task.timeout
    if timeout is None or isinstance(piece.task.operation, Shell | Script):
        return [*made.below]
    piece.sheet.tell(TimeLimit(**piece.place))
    yields = made.generator
    name = piece.sheet.inline("time_limit_outputs" if yields else "time_limit")
    return [f"@{name}({seconds(timeout)})", *made.below]


def comments(piece: Workpiece) -> tuple[str, ...]:
    """What was told about the task, then the author's comment."""
    rows = piece.task.comment.split("\n") if piece.task.comment else []
    function = piece.design.facts.function(piece.task)
    own = function.comment.split("\n") if function is not None and function.comment else []
    told = piece.sheet.notes(piece.design.pipeline.id, piece.id)
    if isinstance(piece.task.operation, Opaque):
        rows += original(piece.task.operation, piece.sheet.module.prelude)
    return (*told, *rows, *(row for row in own if row not in rows))


def outs(outputs: tuple[Output, ...], piece: Workpiece) -> str:
    """The `out` argument of an op, or nothing where the function's annotation says it all."""
    sheet = piece.sheet
    if len(outputs) == 1 and outputs[0].name == "result":
        if not outputs[0].optional:
            return ""
        return f"out={sheet.dagster('Out')}(is_required=False)"
    entries = ", ".join(f'"{output.name}": {_out(output, piece)}' for output in outputs)
    return f"out={{{entries}}}"


def _out(output: Output, piece: Workpiece) -> str:
    parts = [piece.sheet.dagster("Nothing")] if output.nothing else []
    parts += ["is_required=False"] if output.optional else []
    return f"{piece.sheet.dagster('Out')}({', '.join(parts)})"


def decorated(name: str, arguments: list[str]) -> str:
    """A decorator with its arguments, or bare without any."""
    given = [argument for argument in arguments if argument]
    return f"@{name}({', '.join(given)})" if given else f"@{name}"


def block(piece: Workpiece, made: Made, decorators: list[str]) -> Block:
    """The finished definition; comments are read last, when everything has been told."""
    text = definition(piece, made)
    return Block(comments=comments(piece), decorators=tuple(decorators), definition=text)
