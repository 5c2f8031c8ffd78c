"""Code between the tasks of a flow as functions of its own."""

from __future__ import annotations

from polydag.ir.functions import Function, Parameter
from polydag.ir.model import Place
from polydag.ir.values import Code


def value_function(name: str, code: Code, place: Place | None) -> Function:
    """A function that gives the value of an expression; its parameters are what the expression reads."""
    body = f"(\n        {code.text}\n    )" if "\n" in code.text else code.text
    return _function(name, code, f"    return {body}", place)


def effect_function(name: str, code: Code, place: Place | None) -> Function:
    """A function that runs a statement."""
    rows = "\n".join(f"    {row}" for row in code.text.split("\n"))
    return _function(name, code, rows, place).model_copy(update={"returns_value": False})


def condition_function(name: str, code: Code, place: Place | None) -> Function:
    """A function that says which side of an `if` is taken."""
    body = f'    return "true" if {code.text} else "false"'
    return _function(name, code, body, place)


def _function(name: str, code: Code, body: str, place: Place | None) -> Function:
    reads = tuple(code.reads)
    return Function(
        name=name,
        text=f"def {name}({', '.join(reads)}):\n{body}",
        parameters=tuple(Parameter(name=read) for read in reads),
        names=code.names,
        synthesised=True,
        span=place,
    )
