"""Call → the author's function as an op or asset, or an op that calls it."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.contract import Support
from polydag.backends.dagster.authored import as_op, becomes_op, by_itself, called, lowered
from polydag.backends.dagster.made import RULES, Made, Output, Packing
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.optional import leaves_out
from polydag.ir.functions import Function
from polydag.ir.operations import Call
from polydag.ir.tasks import Task


@RULES.lowers(Call, Support.NATIVE)
def call(operation: Call, piece: Workpiece) -> Made:
    """Call → op or asset."""
    function = piece.design.facts.function(piece.task)
    if function is None:
        text = called(None, operation.function, operation.arguments, None, piece)
        return Made(body=(f"return {text}",), function=operation.function)
    inline = becomes_op(piece)
    made = lowered(
        function,
        piece,
        replace(packing_of(function, piece.task), shape="outputs")
        if leaves_out(function) and not _keyed(function, piece)
        else packing_of(function, piece.task),
    )
    if _skips(piece) and not piece.tracked and not made.is_generator and not function.elsewhere:
        # What always skips yields nothing; as a plain function it would give None.
        made = replace(made, text=f"{made.text}\n    yield from ()", is_generator=True)
    outputs = _outputs(function, piece)
    shape: Packing = "tuple" if len(outputs) > 1 else "value"
    inside = function.outputs if _keyed(function, piece) else ()
    if inside:
        shape = "dict"
    if inline:
        text = as_op(function, operation.arguments, made, piece)
        return Made(
            authored=text,
            outputs=outputs,
            generator=made.is_generator,
            function=function.name,
            packing=shape,
            inside=inside,
        )
    by_itself(function, piece, made)
    text = called(function, function.name, operation.arguments, made, piece)
    word = "yield from" if made.is_generator else "return"
    exits = bool(function.exits_to_skip)
    return Made(
        body=_unless_skipped(text, function, outputs, piece) if exits else (f"{word} {text}",),
        outputs=outputs,
        generator=made.is_generator or (exits and not piece.tracked),
        doc=function.doc,
        function=function.name,
        packing=shape,
        inside=inside,
    )


def _unless_skipped(
    text: str, function: Function, outputs: tuple[Output, ...], piece: Workpiece
) -> tuple[str, ...]:
    """What the function gives, unless the Python that runs it ends with a code that means skipped."""
    error = f"{piece.sheet.needs('subprocess')}.CalledProcessError"
    codes = piece.sheet.value(function.exits_to_skip)
    end = "return"
    if piece.tracked:
        piece.sheet.inline("Skip")
        end = f'raise Skip("{piece.id} was skipped by its exit code") from error'
    tried = ("try:", f"    result = {text}", f"except {error} as error:")
    found = (f"    if error.returncode in {codes}:", f"        {end}", "    raise")
    if piece.tracked:
        return (*tried, *found, "return result")
    made = piece.sheet.dagster("Output")
    if len(outputs) == 1:
        return (*tried, *found, f"yield {made}(result)")
    names = piece.sheet.value([output.name for output in outputs])
    each = f"for value, name in zip(result, {names}):"
    return (*tried, *found, each, f"    yield {made}(value, name)")


def _skips(piece: Workpiece) -> bool:
    return piece.design.facts.skips(piece.task)


def _keyed(function: Function, piece: Workpiece) -> bool:
    """Whether the function returns its outputs in a dict, without those that it leaves out."""
    return leaves_out(function) and piece.sheet.hands_on


def _outputs(function: Function, piece: Workpiece) -> tuple[Output, ...]:
    if _keyed(function, piece):
        # Tasks of their own hand on what is in the dict.
        return (Output("result"),)
    if leaves_out(function):
        return tuple(Output(dagster_name(o), o in function.optional) for o in function.outputs)
    optional = _skips(piece) and not piece.tracked
    nothing = not function.returns_value and function.outputs == ("result",)
    return tuple(Output(dagster_name(name), optional, nothing) for name in function.outputs)


def packing_of(function: Function, task: Task) -> BodyPacking:
    """How the outputs leave the author's function, and that all of them are wanted as one value or a tuple."""
    names = {name: dagster_name(name) for name in function.outputs}
    return BodyPacking(
        source=source_packing(function, task),
        outputs=function.outputs,
        wanted=function.outputs,
        names=names,
    )


def source_packing(function: Function, task: Task) -> Packing:
    """How the source's function gives its outputs: as its reader says, else as the text shows."""
    if task.origin is not None:
        return task.origin.packing
    kinds = {use.kind for use in function.uses}
    if "push" in kinds:
        return "push"
    if "output" in kinds:
        return "outputs"
    if function.outputs == ("result",):
        return "value"
    return "dict" if (function.returns or "").startswith(("dict", "Dict")) else "tuple"
