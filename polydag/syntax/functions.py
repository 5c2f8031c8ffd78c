"""Lifts a function of the author out of its file: its text at column zero, and what is known about it."""

from __future__ import annotations

import ast
import inspect

from polydag.ir.functions import Capture, Function, Parameter
from polydag.syntax.bindings import FunctionBlock, FunctionNode, arguments_of, without_builtins
from polydag.syntax.comments import last_row, leading_comment
from polydag.syntax.dedent import dedent
from polydag.syntax.module import SourceModule
from polydag.syntax.positions import Lines, lines_of
from polydag.syntax.trees import nodes, own_nodes

Kind = str


def lift(node: FunctionNode, module: SourceModule, name: str | None = None) -> Function:
    """The function as the IR holds it; `uses` and `injected` are the reader's to add.

    A lambda becomes a function called `name`, whose text is written around the author's expression.
    """
    lines = lines_of(module.text)
    own_name = name or (node.name if not isinstance(node, ast.Lambda) else "function")
    text = (
        lambda_text(node, own_name, lines)
        if isinstance(node, ast.Lambda)
        else function_text(node, module.text)
    )
    block = module.blocks.functions[node]
    free = block.signature.taken - {own_name}
    captured = tuple(c for n in sorted(free) if (c := _capture(n, block, lines)) is not None)
    outer = {capture.name for capture in captured}
    return Function(
        name=own_name,
        text=text,
        parameters=parameters(node.args, lines),
        names=without_builtins(free - outer, module.blocks.defined),
        captured=captured,
        span=module.place(node),
        **_facts(node, block, lines),
    )


def _facts(node: FunctionNode, block: FunctionBlock, lines: Lines) -> dict[str, object]:
    if isinstance(node, ast.Lambda):
        return {}
    doc = ast.get_docstring(node, clean=False)
    return {
        "returns": lines.segment(node.returns) if node.returns else None,
        "comment": leading_comment(lines.text, node),
        "decorators": tuple(lines.segment(decorator) for decorator in node.decorator_list),
        "doc": inspect.cleandoc(doc) if doc is not None else None,
        "is_async": isinstance(node, ast.AsyncFunctionDef),
        "is_generator": block.yields,
        "returns_value": block.gives,
    }


def function_text(node: ast.FunctionDef | ast.AsyncFunctionDef, text: str) -> str:
    """The text from `def` to the last line of the body, at column zero."""
    rows = lines_of(text).rows[node.lineno - 1 : last_row(text, node)]
    return dedent("\n".join(rows)).text


def lambda_text(node: ast.Lambda, name: str, lines: Lines) -> str:
    """A function that returns what the lambda gives."""
    stop = lines.span(node.body)[0]
    start = lines.span(node)[0] + len("lambda")
    head = lines.text[start:stop].rstrip("( \n").removesuffix(":").strip()
    body = lines.segment(node.body)
    value = f"(\n        {body}\n    )" if "\n" in body else body
    return f"def {name}({head}):\n    return {value}"


def parameters(arguments: ast.arguments, lines: Lines) -> tuple[Parameter, ...]:
    """The parameters in the order in which they are written."""
    return tuple(
        Parameter(
            name=argument.arg,
            annotation=lines.segment(argument.annotation) if argument.annotation else None,
            default=lines.segment(default)
            if (default := defaults(arguments).get(argument.arg))
            else None,
            kind=_kind(argument, arguments),
        )
        for argument in arguments_of(arguments)
    )


def defaults(arguments: ast.arguments) -> dict[str, ast.expr]:
    """The defaults by parameter name."""
    named = [*arguments.posonlyargs, *arguments.args]
    found = dict(zip([a.arg for a in reversed(named)], reversed(arguments.defaults), strict=False))
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return found | {argument.arg: default for argument, default in pairs if default is not None}


def _kind(argument: ast.arg, arguments: ast.arguments) -> Kind:
    if argument is arguments.vararg:
        return "var_positional"
    if argument is arguments.kwarg:
        return "var_keyword"
    return "keyword" if argument in arguments.kwonlyargs else "positional"


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(child is inner for child in nodes(outer))


def _capture(name: str, block: FunctionBlock, lines: Lines) -> Capture | None:
    """How a name comes from the functions around; None where it is the module's."""
    function = block.enclosing
    while function is not None:
        bound = function.bound.get(name)
        if bound:
            return _described(name, bound, function, lines)
        function = function.enclosing
    return None


def _described(name: str, bound: list[ast.AST], function: FunctionBlock, lines: Lines) -> Capture:
    if isinstance(bound[0], ast.arg):
        how = "parameter" if len(bound) == 1 else "other"
        return Capture(name=name, how=how)
    statement = _statement_binding(bound[0], function.node) if len(bound) == 1 else None
    match statement:
        case (
            ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=ast.expr() as value)
        ) if _literal(value):
            return Capture(name=name, how="constant", text=lines.segment(value))
        case ast.stmt():
            rows = lines.rows[statement.lineno - 1 : last_row(lines.text, statement)]
            return Capture(name=name, how="other", text=dedent("\n".join(rows)).text)
    return Capture(name=name, how="other")


def _statement_binding(binding: ast.AST, function: FunctionNode) -> ast.stmt | None:
    if isinstance(binding, ast.stmt):
        return binding
    statements = (n for n in own_nodes(function) if isinstance(n, ast.Assign | ast.AnnAssign))
    return next((s for s in statements if _holds(s, binding)), None)


def _literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return False
    return True
