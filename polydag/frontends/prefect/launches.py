"""Tasks whose whole body starts another flow: a call of it, or of `run_deployment`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from polydag.frontends.prefect import names
from polydag.frontends.prefect.handles import FlowHandle
from polydag.ir.operations import ENDS, Launch
from polydag.ir.values import Constant, Entries, Text, Value
from polydag.syntax.data import External, FunctionData

# Seconds between looks, where `run_deployment` is not told.
_POLL = 5.0


@dataclass(frozen=True)
class Start:
    """A body that starts a flow; `given` are the parameters of its run by name, as they are written."""

    pipeline: str
    given: Mapping[str, ast.expr]
    wait: bool
    tolerant: bool
    poll: float = 60.0


def launch_of(function: FunctionData, arguments: Mapping[str, Value]) -> Launch | None:
    """The launch that a call of a task's function is; None where the function does anything else."""
    start = start_of(function)
    if start is None:
        return None
    given = {name: _value(node, arguments) for name, node in start.given.items()}
    known = {name: value for name, value in given.items() if value is not None}
    if len(known) < len(given):
        return None
    return Launch(
        pipeline=Constant(value=start.pipeline),
        conf=Entries(entries=known) if known else None,
        wait=start.wait,
        accepts=ENDS if start.tolerant else ("success",),
        refuses=() if start.tolerant else ("failed",),
        poll=start.poll,
    )


def names_flow(function: FunctionData) -> str | None:
    """A flow of the file that the body names, which is more than a function to other engines."""
    for node in ast.walk(function.node):
        if isinstance(node, ast.Name):
            datum = function.scope.names.get(node.id)
            if isinstance(datum, FlowHandle):
                return datum.name
    return None


def start_of(function: FunctionData) -> Start | None:
    """What a function starts, where that is all that it does."""
    node = function.node
    if not isinstance(node, ast.FunctionDef):
        return None
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    match body:
        case [ast.Expr(value=ast.Call() as call)]:
            return _started(call, function, checked=False)
        case [
            ast.Assign(targets=[ast.Name(id=run)], value=ast.Call() as call),
            ast.If(test=test, body=[ast.Raise()], orelse=[]),
        ] if ast.unparse(test) in _checks(run):
            return _started(call, function, checked=True)
    return None


def _checks(run: str) -> tuple[str, str]:
    """How a body asks whether a run did not end well."""
    ended = f"not {run}.state.is_completed()"
    return ended, f"{run}.state is None or {ended}"


def _started(call: ast.Call, function: FunctionData, checked: bool) -> Start | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}
    if len(named) < len(call.keywords) or not isinstance(call.func, ast.Name):
        return None
    called = function.scope.names.get(call.func.id)
    if isinstance(called, FlowHandle) and not call.args and not checked:
        state = named.pop("return_state", None)
        return Start(called.name, named, wait=True, tolerant=_constant(state) is True)
    if isinstance(called, External) and called.qualified in names.RUN_DEPLOYMENT:
        return _deployed(call, named, function, checked)
    return None


def _deployed(
    call: ast.Call, named: dict[str, ast.expr], function: FunctionData, checked: bool
) -> Start | None:
    """`run_deployment("flow/deployment", …)`, with nothing but what the representation has words for."""
    stated = call.args[0] if len(call.args) == 1 else named.pop("name", None)
    name, parameters = _constant(stated), named.pop("parameters", ast.Dict(keys=[], values=[]))
    timeout, poll = (
        _constant(named.pop("timeout", None)),
        _constant(named.pop("poll_interval", None)),
    )
    named.pop("as_subflow", None)
    if named or not isinstance(name, str) or timeout not in (None, 0):
        return None
    if not isinstance(parameters, ast.Dict):
        return None
    keys = [_constant(key) for key in parameters.keys]
    given = {key: v for key, v in zip(keys, parameters.values, strict=True) if isinstance(key, str)}
    if len(given) < len(keys):
        return None
    seconds = float(poll) if isinstance(poll, int | float) else _POLL
    pipeline, waits = _pipeline(name, function), timeout is None
    if pipeline is None:
        return None
    return Start(pipeline, given, waits, waits and not checked, seconds)


def _pipeline(name: str, function: FunctionData) -> str | None:
    """The pipeline of a deployment that is called as its flow is; of a flow with several only Prefect knows."""
    flow, _, deployment = name.partition("/")
    if deployment.replace("_", "-") != flow.replace("_", "-"):
        return None
    handles = [h for h in function.scope.names.values() if isinstance(h, FlowHandle)]
    return next((h.name for h in handles if flow in (h.address, h.name)), deployment)


def _constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _value(node: ast.expr, arguments: Mapping[str, Value]) -> Value | None:
    """A constant, a parameter of the task, or a text of both; None for what has to be computed."""
    match node:
        case ast.Constant(value=str() | int() | float() | None as value):
            return Constant(value=value)
        case ast.Name(id=name):
            return arguments.get(name)
        case ast.JoinedStr(values=parts):
            found = [_value(part, arguments) for part in parts]
            known = tuple(part for part in found if part is not None)
            return Text(parts=known) if len(known) == len(parts) else None
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return _value(value, arguments)
    return None
