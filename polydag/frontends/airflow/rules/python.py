"""Operators that run a function of the author."""

from __future__ import annotations

import ast

from polydag.frontends.airflow.callables import call_of
from polydag.frontends.airflow.elsewhere import read_elsewhere
from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.ir.operations import Call, Choose, Gate, Operation
from polydag.syntax.data import FunctionData

# The kinds of places by operator.
_KINDS = {
    "PythonVirtualenvOperator": "virtualenv",
    "ExternalPythonOperator": "external_python",
    "BranchPythonVirtualenvOperator": "virtualenv",
    "BranchExternalPythonOperator": "external_python",
}


@RULES.reads(f"{STANDARD}.python.PythonOperator")
def python_operator(request: Request) -> Operation:
    """PythonOperator → Call."""
    function, arguments = call_of(request, request.given.take("python_callable"))
    return Call(function=function, arguments=arguments)


@RULES.reads(f"{STANDARD}.python.BranchPythonOperator")
def branch_python_operator(request: Request) -> Operation:
    """BranchPythonOperator → Choose; the labels are filled in when the tasks below are known."""
    function, arguments = call_of(request, request.given.take("python_callable"))
    return Choose(function=function, arguments=arguments, many=returns_many(request.callable))


@RULES.reads(
    f"{STANDARD}.python.PythonVirtualenvOperator", f"{STANDARD}.python.ExternalPythonOperator"
)
def python_elsewhere_operator(request: Request) -> Operation | None:
    """PythonVirtualenvOperator, ExternalPythonOperator → Call of a function that another Python runs."""
    operator = request.source.rpartition(".")[2]
    read_elsewhere(request, operator, _KINDS[operator], chooses=False)
    return python_operator(request)


@RULES.reads(
    f"{STANDARD}.python.BranchPythonVirtualenvOperator",
    f"{STANDARD}.python.BranchExternalPythonOperator",
)
def branch_elsewhere_operator(request: Request) -> Operation | None:
    """BranchPythonVirtualenvOperator, BranchExternalPythonOperator → Choose by a function that another Python runs."""
    operator = request.source.rpartition(".")[2]
    read_elsewhere(request, operator, _KINDS[operator], chooses=True)
    return branch_python_operator(request)


@RULES.reads(f"{STANDARD}.python.ShortCircuitOperator")
def short_circuit_operator(request: Request) -> Operation:
    """ShortCircuitOperator → Gate; by default it skips everything below, whatever the trigger rules."""
    cascade = request.given.take_flag("ignore_downstream_trigger_rules", True)
    function, arguments = call_of(request, request.given.take("python_callable"))
    return Gate(function=function, arguments=arguments, cascade=cascade)


def returns_many(function: FunctionData | None) -> bool:
    """Whether a branch function returns a collection of ids."""
    if function is None:
        return False
    nodes = ast.walk(function.node)
    values = [node.value for node in nodes if isinstance(node, ast.Return)]
    return any(isinstance(value, ast.List | ast.Tuple | ast.ListComp) for value in values)


def _branches(value: ast.expr | None) -> list[ast.expr | None]:
    """What an expression may give: both sides of `a if x else b`."""
    if isinstance(value, ast.IfExp):
        return [*_branches(value.body), *_branches(value.orelse)]
    return [value]


def _items(value: ast.expr | None) -> list[ast.expr | None]:
    return list(value.elts) if isinstance(value, ast.List | ast.Tuple) else [value]


def returned_texts(function: FunctionData | None) -> tuple[str, ...]:
    """The strings that a branch function returns; none where a return is anything but a string or a list of some."""
    if function is None:
        return ()
    found: list[str] = []
    for node in ast.walk(function.node):
        if isinstance(node, ast.Return):
            items = [item for branch in _branches(node.value) for item in _items(branch)]
            texts = [item.value for item in items if isinstance(item, ast.Constant)]
            if len(texts) < len(items) or not all(isinstance(text, str) for text in texts):
                return ()
            found += [str(text) for text in texts]
    return tuple(found)
