"""The symbolic evaluator: what the building code of a pipeline makes, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from polydag.diagnostics import Collector
from polydag.syntax import (  # noqa: F401  # rules register themselves
    builtins_conversions,
    builtins_files,
    builtins_functions,
    builtins_time,
    evaluate_calls,
    evaluate_definitions,
    evaluate_expressions,
    evaluate_loops,
    evaluate_statements,
    importing,
)
from polydag.syntax.bounds import MAX_DEPTH, MAX_STEPS
from polydag.syntax.calls import Argument, Arguments, Site
from polydag.syntax.codes import BoundReached, Raises
from polydag.syntax.data import Datum, FunctionData, Unknown
from polydag.syntax.describe import describe
from polydag.syntax.evaluate_rules import EXPRESSIONS, STATEMENTS, Listener
from polydag.syntax.flow import BoundError, RaisedError, Returned, Signal
from polydag.syntax.library import Library
from polydag.syntax.module import SourceModule
from polydag.syntax.parameters import bind_parameters
from polydag.syntax.project import Project
from polydag.syntax.scope import LoopFrame, Origin, Scope
from polydag.syntax.skipping import Run, skip_branches, skip_loop


class Evaluator:
    """Runs building code symbolically for one file; modules that it imports from the project are run once each, when needed."""

    def __init__(self, project: Project, library: Library, collector: Collector) -> None:
        self.project = project
        self.library = library
        self.collector = collector
        self.loops: tuple[LoopFrame, ...] = ()
        self.scopes: dict[SourceModule, Scope] = {}
        self.running: set[SourceModule] = set()
        self.calls: list[FunctionData] = []
        self.statement: ast.stmt | None = None
        self.target: tuple[ast.expr, str] | None = None
        self.listener: Listener | None = None
        self.handling_imports = False
        self._steps = 0
        self._serial = 0

    def run(self, module: SourceModule) -> Scope:
        """Execute the top level of a module; what stops it is told, and the rest is still read."""
        if module in self.scopes:
            return self.scopes[module]
        scope = Scope("module", module)
        self.scopes[module] = scope
        self.running.add(module)
        with self._afresh():
            for statement in module.tree.body:
                if not self._top_level(statement, scope):
                    break
        self.running.discard(module)
        return scope

    def run_body(
        self,
        function: FunctionData,
        arguments: Mapping[str, Datum],
        listener: Listener | None = None,
    ) -> Datum | None:
        """Execute a function's body with parameters bound by name; what it returns, None without a `return` of a value.

        The listener is told before and after each of the body's own statements, the ones in nested blocks included.
        Parameters that are not given have their defaults, or are unknown under their own name.
        """
        given = Arguments(keywords={name: Argument(datum) for name, datum in arguments.items()})
        scope = self.enter_scope(function, given)
        signal = self.run_in(function, scope, listener)
        return signal.datum if isinstance(signal, Returned) else None

    def evaluate(self, node: ast.expr, scope: Scope) -> Datum:
        """What an expression gives."""
        self.step(node, scope)
        rule = EXPRESSIONS.get(type(node))
        return describe(node, scope) if rule is None else rule(self, node, scope)

    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> Signal | None:
        """Run statements in order until one jumps."""
        for statement in body:
            signal = self.execute_one(statement, scope)
            if signal is not None:
                return signal
        return None

    def execute_one(self, statement: ast.stmt, scope: Scope) -> Signal | None:
        """Run one statement."""
        self.step(statement, scope)
        rule = STATEMENTS.get(type(statement))
        if rule is None:
            return None
        before, self.statement = self.statement, statement
        listener = self.listener
        if listener is not None:
            listener.before(statement, scope)
        try:
            return rule(self, statement, scope)
        finally:
            self.statement = before
            if listener is not None:
                listener.after(statement, scope)

    def run_in(
        self, function: FunctionData, scope: Scope, listener: Listener | None = None
    ) -> Signal | None:
        """Run a function's body in a scope that is ready."""
        if len(self.calls) >= MAX_DEPTH:
            raise BoundError(f"the depth of {MAX_DEPTH} calls", function.node, function.module)
        before, self.listener = self.listener, listener
        self.calls.append(function)
        try:
            if isinstance(function.node, ast.Lambda):
                return Returned(self.evaluate(function.node.body, scope))
            return self.execute(function.node.body, scope)
        finally:
            self.calls.pop()
            self.listener = before

    def enter_scope(self, function: FunctionData, arguments: Arguments) -> Scope:
        """The scope of a call of the function, with its parameters bound."""
        scope = Scope("function", function.module, function.scope)
        bind_parameters(self, function, arguments, scope)
        return scope

    def site(self, node: ast.expr | ast.stmt, scope: Scope) -> Site:
        """The place of an expression or statement, for hooks."""
        return Site(self, node, scope, self.loops, self.statement)

    def origin(self, node: ast.expr | None, scope: Scope | None) -> Origin:
        """Where a binding that is made now comes from."""
        return Origin(node, scope, self.loops)

    def bind(self, scope: Scope, name: str, datum: Datum, node: ast.expr | None = None) -> None:
        """Bind a name."""
        scope.bind(name, datum, Origin(node, scope, self.loops))

    def unknown(self, node: ast.AST, scope: Scope) -> Unknown:
        """The expression as something that is only known when the code runs."""
        return describe(node, scope)

    def step(self, node: ast.AST, scope: Scope) -> None:
        """Count a step."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise BoundError(f"{MAX_STEPS} steps", node, scope.module)

    def serial(self) -> int:
        """A number that is given once."""
        self._serial += 1
        return self._serial

    def skip_branches(
        self, node: ast.If, run_then: Run, run_else: Run, site: Site
    ) -> Signal | None:
        """What an `if` does whose condition is not known: see `skipping`."""
        return skip_branches(self, node, run_then, run_else, site)

    def skip_loop(self, node: ast.While, site: Site) -> Signal | None:
        """What a `while` does that is not run: see `skipping`."""
        return skip_loop(self, node, site)

    @contextmanager
    def inside(self, frame: LoopFrame) -> Iterator[None]:
        """One iteration of a loop."""
        before, self.loops = self.loops, (*self.loops, frame)
        try:
            yield
        finally:
            self.loops = before

    @contextmanager
    def _afresh(self) -> Iterator[None]:
        """A module's top level runs in no loop and under no listener, wherever the import of it stands."""
        kept = self.loops, self.listener, self.statement, self.target, self.calls
        self.loops, self.listener, self.statement, self.target, self.calls = (
            (),
            None,
            None,
            None,
            [],
        )
        try:
            yield
        finally:
            self.loops, self.listener, self.statement, self.target, self.calls = kept

    def _top_level(self, statement: ast.stmt, scope: Scope) -> bool:
        """Run one statement of a module; False when nothing behind it can be read."""
        try:
            self.execute_one(statement, scope)
        except BoundError as stop:
            self._tell_bound(stop.bound, stop.node, stop.module, statement, scope.module)
            return self._steps <= MAX_STEPS
        except RecursionError:
            self._tell_bound(
                "the nesting that can be followed", statement, scope.module, statement, scope.module
            )
        except RaisedError as error:
            self.collector.tell(Raises(error=str(error), span=scope.module.span(statement)))
        return True

    def _tell_bound(
        self,
        bound: str,
        node: ast.AST,
        module: SourceModule,
        statement: ast.stmt,
        top: SourceModule,
    ) -> None:
        expression = _first_line(module.segment(node))
        self.collector.tell(
            BoundReached(bound=bound, expression=expression, span=top.span(statement))
        )


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= 80 else f"{line[:77]}..."
