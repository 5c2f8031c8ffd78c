"""dbt projects: `@dbt_assets` → one operation that runs dbt's command."""

from __future__ import annotations

import ast

from polydag.frontends.dagster.codes import DbtBodyLost
from polydag.frontends.dagster.functions import Functions
from polydag.frontends.dagster.handles import Definition, Made
from polydag.ir.operations import Dbt
from polydag.ir.values import Constant, Value
from polydag.syntax.convert import to_value
from polydag.syntax.data import Datum, FunctionData, ListData, TupleData

_BUILD = Constant(value="build")


def dbt_operation(definition: Definition, resources: dict[str, Datum], functions: Functions) -> Dbt:
    """The command that the body runs, on the project of the resource that it uses."""
    arguments = definition.arguments
    call = _cli(definition.function)
    name = _receiver(call) or "dbt"
    resource = resources.get(name)
    manifest = arguments.take("manifest")
    select = arguments.take("select")
    project = arguments.take("project")
    if call is None or len(_statements(definition.function)) > 1:
        functions.collector.tell(DbtBodyLost(task=definition.name, span=definition.span))
    return Dbt(
        command=_command(call, definition.function, functions),
        project=_field(resource, "project_dir", 0)
        or (to_value(project) if project is not None else None),
        profiles=_field(resource, "profiles_dir", None),
        manifest=to_value(manifest) if manifest is not None else None,
        select=to_value(select) if select is not None else None,
    )


def _receiver(call: ast.Call | None) -> str | None:
    """The parameter that `.cli` is called on."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
            return name
    return None


def _statements(function: FunctionData) -> list[ast.stmt]:
    """The body without its docstring."""
    body = getattr(function.node, "body", [])
    is_doc = body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1:] if is_doc else body


def _cli(function: FunctionData) -> ast.Call | None:
    """The call `dbt.cli([...], ...)` in the body."""
    calls = (node for node in ast.walk(function.node) if isinstance(node, ast.Call))
    return next(
        (c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "cli"), None
    )


def _command(
    call: ast.Call | None, function: FunctionData, functions: Functions
) -> tuple[Value, ...]:
    if call is None or not call.args:
        return (_BUILD,)
    words = functions.evaluator.evaluate(call.args[0], function.scope)
    if not isinstance(words, ListData | TupleData):
        return (_BUILD,)
    return tuple(map(to_value, words.items))


def _field(resource: Datum | None, name: str, position: int | None) -> Value | None:
    if not isinstance(resource, Made):
        return None
    given = resource.arguments.peek(name, position)
    return to_value(given) if given is not None else None
