"""`@task.run_if` and `@task.skip_if`: the condition becomes the first statement of the function."""

from __future__ import annotations

import ast
import json
from dataclasses import replace

from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum, FunctionData, Known
from polydag.syntax.module import SourceModule, from_text

_SKIP = "_AirflowSkipException"
_IMPORT = f"from airflow.exceptions import AirflowSkipException as {_SKIP}\n"
_MESSAGE = "Task was skipped due to condition."


def guarded(function: FunctionData, site: CallSite, *, runs: bool) -> FunctionData | None:
    """The function, skipped first where its condition says so; None where that cannot be said in its text.

    `runs` says that it runs if the condition is met, else it is skipped then.
    """
    node, module = function.node, function.module
    message = _message(site)
    if isinstance(node, ast.Lambda) or message is None:
        return None
    name = node.args.kwarg.arg if node.args.kwarg is not None else "context"
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    test = _test(site.arguments.peek("condition", 0), name, module)
    first = _first_statement(node)
    if test is None or first is None or name in {argument.arg for argument in given}:
        return None
    indent = " " * first.col_offset
    row = f"if not ({test}):" if runs else f"if {test}:"
    start = module.offset(first.lineno, 0)
    text = (
        f"{module.text[:start]}{indent}{row}\n{indent}    raise {_SKIP}({json.dumps(message)})\n"
        f"{module.text[start:]}"
    )
    if node.args.kwarg is None:
        text = _with_parameter(text, node, module, f"**{name}")
    return _reread(function, f"{text.rstrip()}\n{_IMPORT}")


def _message(site: CallSite) -> str | None:
    """What the skip says; None where that is not known."""
    datum = site.arguments.peek("skip_message", 1)
    if datum is None or (isinstance(datum, Known) and datum.value is None):
        return _MESSAGE
    return datum.value if isinstance(datum, Known) and isinstance(datum.value, str) else None


def _test(condition: Datum | None, context: str, module: SourceModule) -> str | None:
    """The condition as an expression of the context."""
    if not isinstance(condition, FunctionData) or condition.module is not module:
        return None
    arguments = condition.node.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    if len(names) != 1 or _gives_message(condition):
        return None
    if isinstance(condition.node, ast.Lambda):
        return _renamed(condition.node.body, names[0], context, module)
    return f"{condition.name}({context})" if condition.at_module_level else None


def _gives_message(condition: FunctionData) -> bool:
    """Whether it returns a message beside its answer."""
    node = condition.node
    given: list[ast.expr | None] = [
        inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)
    ]
    given += [node.body] if isinstance(node, ast.Lambda) else []
    return any(isinstance(value, ast.Tuple) for value in given)


def _renamed(body: ast.expr, name: str, context: str, module: SourceModule) -> str:
    """The body of a lambda with its parameter under another name."""
    start, stop = module.range(body)
    text = module.text
    found = [n for n in ast.walk(body) if isinstance(n, ast.Name) and n.id == name]
    parts: list[str] = []
    for inner in sorted(found, key=lambda n: module.range(n)):
        at, end = module.range(inner)
        parts += [text[start:at], context]
        start = end
    return " ".join("".join([*parts, text[start:stop]]).split())


def _first_statement(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt | None:
    """The first statement after the docstring; None where it stands in the line of the `def`."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return body[0] if body and body[0].lineno > node.lineno else None


def _with_parameter(
    text: str,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    module: SourceModule,
    parameter: str,
) -> str:
    """The text with one more parameter at the end of the function's."""
    args = node.args
    last: list[ast.AST] = [*args.posonlyargs, *args.args, *args.kwonlyargs, *args.defaults]
    last += [default for default in args.kw_defaults if default is not None]
    last += [args.vararg] if args.vararg is not None else []
    if last:
        at = max(module.range(part)[1] for part in last)
        return f"{text[:at]}, {parameter}{text[at:]}"
    at = text.index("(", module.range(node)[0]) + 1
    return f"{text[:at]}{parameter}{text[at:]}"


def _reread(function: FunctionData, text: str) -> FunctionData | None:
    """The function in a text of its module that was changed inside of it."""
    module = function.module
    changed = from_text(text, module.path, module.display, module.name)
    if not isinstance(changed, SourceModule):
        return None
    for node in ast.walk(changed.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.lineno == function.node.lineno:
            return replace(function, node=node, module=changed)
    return None
