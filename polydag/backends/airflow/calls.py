"""The author's own calls of operators, printed as they are."""

from __future__ import annotations

import ast
import builtins

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.work import Work
from polydag.ir.operations import Opaque
from polydag.ir.values import VariableOf, walk


def may_stay(operation: Opaque, flow: Flow, work: Work) -> bool:
    """Whether the call can be printed as it is: its class is imported, and every name in it is known where it stands."""
    module, _, name = operation.class_name.rpartition(".")
    if not module or module == work.module.name:
        return False
    try:
        call = ast.parse(operation.source.strip(), mode="eval").body
    except SyntaxError:
        return False
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return False
    read = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)} - {call.func.id}
    read -= {node.arg for node in ast.walk(call) if isinstance(node, ast.arg)}
    variables = {
        inner.name
        for value in operation.arguments.values()
        for inner in walk(value)
        if isinstance(inner, VariableOf)
    }
    known = flow.reserved | work.kept_names | set(dir(builtins))
    if read - variables - known:
        return False
    work.imports.add(module, name, call.func.id)
    return True
