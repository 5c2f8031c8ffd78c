"""Code between the tasks of a flow as functions of its own."""

from __future__ import annotations

import ast

from polydag.ir.functions import Function, Parameter
from polydag.ir.model import Place
from polydag.ir.values import Code
from polydag.syntax.data import Unknown

_PURE_CALLS = frozenset(
    [
        "abs",
        "all",
        "any",
        "bool",
        "dict",
        "divmod",
        "enumerate",
        "float",
        "format",
        "frozenset",
        "int",
        "isinstance",
        "len",
        "list",
        "max",
        "min",
        "pow",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "zip",
    ]
)
_PURE_METHODS = frozenset(
    [
        "get",
        "items",
        "keys",
        "values",
        "format",
        "join",
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "split",
        "rsplit",
        "splitlines",
        "replace",
        "startswith",
        "endswith",
        "isoformat",
        "strftime",
        "date",
        "copy",
        "count",
        "index",
        "title",
        "capitalize",
        "union",
        "intersection",
        "difference",
        "total_seconds",
    ]
)


def is_cheap(datum: Unknown) -> bool:
    """Whether an expression only computes with what it reads, so that it can be repeated wherever it is read."""
    try:
        tree = ast.parse(datum.text, mode="eval")
    except SyntaxError:
        return False
    return all(_is_pure(node) for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Await))


def _is_pure(node: ast.Call | ast.Await) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in _PURE_CALLS
        case ast.Call(func=ast.Attribute(attr=method)):
            return method in _PURE_METHODS
    return False


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
