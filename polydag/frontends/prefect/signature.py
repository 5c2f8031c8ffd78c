"""The parameters of a flow → parameters of a run."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from polydag.frontends.prefect.deployments import Entry, given_parameters
from polydag.frontends.prefect.handles import FlowHandle
from polydag.frontends.prefect.values import Values
from polydag.ir.policies import RunParameter
from polydag.ir.values import Json, Value
from polydag.syntax.data import Known
from polydag.syntax.functions import parameters
from polydag.syntax.positions import lines_of

_JSON = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}


def run_parameters(
    flow: FlowHandle, entries: list[Entry], deployed: Mapping[str, Value], values: Values
) -> tuple[RunParameter, ...]:
    """The flow's parameters; what the file gives where it starts the flow is the default of those that have none.

    A deployment's own parameters are the defaults of its runs; `deployed` are those that the project's file states.
    """
    given: dict[str, Value] = dict(deployed)
    for entry in entries:
        if entry.how != "call":
            given |= given_parameters(entry, values)
    called: dict[str, Value] = {}
    for entry in entries:
        if entry.how == "call":
            called |= given_parameters(entry, values)
    defaults = _defaults(flow, values)
    checks = flow.options.data.get("validate_parameters")
    is_checked = not (isinstance(checks, Known) and checks.value is False)
    found: list[RunParameter] = []
    for parameter in parameters(flow.function.node.args, lines_of(flow.function.module.text)):
        default = (
            given.get(parameter.name) or defaults.get(parameter.name) or called.get(parameter.name)
        )
        note = parameter.annotation
        kind = ast.parse(note, mode="eval").body if note is not None else None
        found.append(
            RunParameter(
                name=parameter.name,
                json_type=_json_type(kind) if is_checked else None,
                annotation=note,
                default=default,
                required=default is None,
                constraints=_choices(kind) if is_checked else {},
                coerces=is_checked and note is not None,
            )
        )
    return tuple(found)


def _defaults(flow: FlowHandle, values: Values) -> dict[str, Value]:
    signature = flow.function.node.args
    named = [argument.arg for argument in (*signature.posonlyargs, *signature.args)]
    data = dict(zip(reversed(named), reversed(flow.function.defaults), strict=False))
    pairs = zip(signature.kwonlyargs, flow.function.keyword_defaults, strict=True)
    data |= {argument.arg: datum for argument, datum in pairs if datum is not None}
    return {name: values.value(datum) for name, datum in data.items()}


def _json_type(tree: ast.expr | None) -> str | None:
    match tree:
        case ast.BinOp(left=kind, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _json_type(kind)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=kind):
            return _json_type(kind)
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
            return _JSON.get(name)
    return None


def _choices(tree: ast.expr | None) -> dict[str, Json]:
    """`Literal["de", "fr"]` as a constraint."""
    match tree:
        case ast.Subscript(
            value=ast.Name(id="Literal") | ast.Attribute(attr="Literal"), slice=inner
        ):
            entries = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            found = [e.value for e in entries if isinstance(e, ast.Constant)]
            known: list[Json] = [v for v in found if v is None or isinstance(v, str | int)]
            return {"enum": known} if len(known) == len(entries) else {}
    return {}
