"""What the evaluator is told about Dagster: decorators make definitions, constructors make objects."""

from __future__ import annotations

import ast

from polydag.frontends.dagster.graph import Builder
from polydag.frontends.dagster.handles import Definition, Made
from polydag.frontends.dagster.names import owns, short
from polydag.frontends.fields import field_of
from polydag.syntax.calls import Arguments, CallSite, comment_above
from polydag.syntax.data import Datum, External, FunctionData, Known, ModuleData, parts
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.library import Library
from polydag.syntax.trees import nodes

DECORATORS = {
    "asset": "asset",
    "multi_asset": "multi_asset",
    "graph_asset": "graph_asset",
    "graph_multi_asset": "graph_asset",
    "dagster_dbt.dbt_assets": "dbt",
    "op": "op",
    "graph": "graph",
    "job": "job",
    "asset_check": "check",
    "failure_hook": "hook",
    "success_hook": "hook",
    "schedule": "schedule",
    "sensor": "sensor",
    "asset_sensor": "sensor",
    "run_status_sensor": "sensor",
    "run_failure_sensor": "sensor",
    "resource": "resource",
}

_WRAPS = "functools.wraps"


class DagsterLibrary(Library):
    """Collects what the file defines, in order; for the `graph_only`, wrappers around a function are not looked into."""

    def __init__(self, *, graph_only: bool = False) -> None:
        self.graph_only = graph_only
        self.definitions: list[Definition] = []
        self.made: list[Made] = []
        self.unread: list[tuple[str, FunctionData]] = []
        self.builder: Builder | None = None
        self.evaluator: Evaluator | None = None
        self._wrapped: set[FunctionData] = set()
        # Whether a decorator only wraps, by what defines it.
        self._wraps: dict[ast.AST, bool] = {}

    def owns(self, qualified: str) -> bool:
        return owns(qualified)

    def call(self, site: CallSite) -> Datum | None:
        if not owns(site.qualified):
            return field_of(site)
        if short(site.qualified).startswith("load_"):
            self._load(site)
        made = Made(short(site.qualified), site.arguments, site)
        self.made.append(made)
        return made

    def decorate(
        self, decorator: Datum, site: CallSite | None, function: FunctionData
    ) -> Datum | None:
        if isinstance(decorator, FunctionData):
            if not self.graph_only or not self._only_wraps(decorator):
                return None
            self._wrapped.add(function)
            return function
        if not isinstance(decorator, External) or not owns(decorator.qualified):
            return None
        name = short(decorator.qualified)
        kind = DECORATORS.get(name)
        if kind is None:
            self.unread.append((name, function))
            return None
        arguments = site.arguments if site is not None else Arguments()
        wrapper, function = function, self._inner(function)
        definition = Definition(
            kind,  # type: ignore[arg-type]  # one of the words
            function,
            arguments,
            name,
            function.module.place(function.node),
            comment_above(function.module, function.node),
            _name(function, arguments),
            is_wrapped=function is not wrapper or function in self._wrapped,
            builder=lambda: self.builder,
        )
        self.definitions.append(definition)
        return definition

    def _load(self, site: CallSite) -> None:
        """Read the modules that a loader is given: an import alone runs nothing of them."""
        for argument in site.arguments.all():
            for datum in parts(argument.datum):
                if isinstance(datum, ModuleData) and datum.module is not None:
                    site.evaluator.run(datum.module)

    def _only_wraps(self, decorator: FunctionData) -> bool:
        """Whether a decorator of the project gives a wrapper of what it decorates, and uses none of Dagster's to make it."""
        if self.evaluator is None:
            return False
        known = self._wraps.get(decorator.node)
        if known is None:
            known = self._wraps[decorator.node] = self._gives_wrapper(decorator, self.evaluator)
        return known

    def _gives_wrapper(self, decorator: FunctionData, evaluator: Evaluator) -> bool:
        inside = (n for n in nodes(decorator.node) if isinstance(n, ast.FunctionDef))
        found = {
            getattr(evaluator.evaluate(_called(expression), decorator.scope), "qualified", "")
            for function in inside
            for expression in function.decorator_list
        }
        return _WRAPS in found and not any(map(owns, found))

    def _inner(self, function: FunctionData) -> FunctionData:
        """The author's function inside the wrappers that decorators of the project put around it (`functools.wraps`)."""
        for decorator in getattr(function.node, "decorator_list", ()):
            if self.evaluator is None or not isinstance(decorator, ast.Call) or not decorator.args:
                continue
            callee = self.evaluator.evaluate(decorator.func, function.scope)
            if isinstance(callee, External) and callee.qualified == _WRAPS:
                wrapped = self.evaluator.evaluate(decorator.args[0], function.scope)
                if isinstance(wrapped, FunctionData):
                    return self._inner(wrapped)
        return function


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _name(function: FunctionData, arguments: Arguments) -> str:
    given = arguments.peek("name")
    return (
        str(given.value) if isinstance(given, Known) and given.value is not None else function.name
    )
