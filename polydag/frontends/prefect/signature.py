"""The parameters of a flow → parameters of a run."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from polydag.frontends.prefect.deployments import Entry, given_parameters
from polydag.frontends.prefect.handles import FlowHandle
from polydag.frontends.prefect.values import Values
from polydag.ir.policies import RunParameter
from polydag.ir.values import Value
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
    found: list[RunParameter] = []
    for parameter in parameters(flow.function.node.args, lines_of(flow.function.module.text)):
        default = (
            given.get(parameter.name) or defaults.get(parameter.name) or called.get(parameter.name)
        )
        found.append(
            RunParameter(
                name=parameter.name,
                json_type=_json_type(parameter.annotation),
                annotation=parameter.annotation,
                default=default,
                required=default is None,
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


def _json_type(annotation: str | None) -> str | None:
    if annotation is None:
        return None
    tree = ast.parse(annotation, mode="eval").body
    base = tree.value if isinstance(tree, ast.Subscript) else tree
    return _JSON.get(base.id) if isinstance(base, ast.Name) else None
