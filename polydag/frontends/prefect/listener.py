"""Watches the statements of a flow while they are followed."""

from __future__ import annotations

import ast

from polydag.frontends.prefect.control import Control
from polydag.frontends.prefect.flow import FlowReading
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.scope import Scope


class Listener:
    """Watches the statements of a flow's body: values that are made between tasks, blocks that always run."""

    def __init__(self, control: Control, flow: FlowReading, evaluator: Evaluator) -> None:
        self._control = control
        self._flow = flow
        self._evaluator = evaluator

    def before(self, statement: ast.stmt, scope: Scope) -> None:
        """Called before each statement."""
        self._control.begin_final(self._flow, statement)

    def after(self, statement: ast.stmt, scope: Scope) -> None:
        """Called after each statement."""
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            site = self._evaluator.site(statement, scope)
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            self._control.assigned(self._flow, target, scope, site)
        self._control.end_final(self._flow, statement)
