"""The rule that would read an operator which no rule reads, as far as its call shows it."""

from __future__ import annotations

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.names import canonical
from polydag.ir.values import Value

# What a module of such rules imports.
RULE_IMPORTS = """\
from polydag.frontends.airflow.request import RULES, Request
from polydag.ir.operations import Operation, Shell
from polydag.ir.values import Constant
"""


def rule_for(qualified: str, arguments: dict[str, Value]) -> str:
    """Five lines for a module that is imported before files are read: the call is a command until somebody says more."""
    name = qualified.rpartition(".")[2]
    given = next(iter(arguments), None)
    command = f'request.take_value("{given}") or ' if given else ""
    return (
        f'@RULES.reads("{canonical(qualified)}")\n'
        f"def {identifier(name).lower()}(request: Request) -> Operation:\n"
        f'    """{name} → Shell: say here what it runs."""\n'
        f'    command = {command}Constant(value="")\n'
        f"    return Shell(command=command)"
    )
