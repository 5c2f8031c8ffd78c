"""The DSL as the evaluator's library: its names are resolved and called for real."""

from __future__ import annotations

import ast

from polydag.dsl.sources import FunctionSource, owns
from polydag.frontends.dsl.builder import Builder
from polydag.frontends.dsl.codes import Misused, UnknownLoop
from polydag.frontends.dsl.handles import Built
from polydag.frontends.dsl.native import offered
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import Datum, External, FunctionData, Handle
from polydag.syntax.flow import Signal
from polydag.syntax.library import Library, Run, RunElement
from polydag.syntax.skipping import builds, skip_both


class DslLibrary(Library):
    """Hands calls and decorators of polydag's names to the DSL."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def owns(self, qualified: str) -> bool:
        """Whether the name is polydag's."""
        return owns(qualified)

    def call(self, site: CallSite) -> Datum | None:
        """A call of one of the DSL's names."""
        thing = offered(site.qualified) if owns(site.qualified) else None
        return None if thing is None else self.builder.called(thing, site)

    def decorate(
        self, decorator: Datum, site: CallSite | None, function: FunctionData
    ) -> Datum | None:
        """`@task` and its kinds."""
        if isinstance(decorator, External):
            thing = offered(decorator.qualified) if owns(decorator.qualified) else None
        else:
            thing = decorator.thing if isinstance(decorator, Built) else None
        if thing is None or isinstance(function.node, ast.Lambda):
            return None
        if site is not None and thing is not None:
            called = self.builder.called(thing, site)
            thing = called.thing if isinstance(called, Built) else None
        if not callable(thing):
            return None
        source = FunctionSource(function.node, function.module)
        span = function.module.span(function.node)
        made = self.builder.attempt(thing, (source,), {}, f"@{function.name}", span)
        return None if isinstance(made, Misused) else Built(made, self.builder)

    def branch(
        self, test: Datum, node: ast.If, run_then: Run, run_else: Run, site: Site
    ) -> Signal | None:
        """An `if` on what a task gives is a mistake, which raises where the file is run: neither side is right."""
        if isinstance(test, Handle):
            return skip_both(site.evaluator, node, site)
        return super().branch(test, node, run_then, run_else, site)

    def loop(
        self, iterable: Datum, target: ast.expr, node: ast.AST, run_body: RunElement, site: Site
    ) -> Signal | None:
        """A loop over something unknown builds nothing that is known."""
        inside = getattr(node, "body", None) or [node]
        if builds(site.evaluator, inside, site.scope):
            told = UnknownLoop(expression=site.source, span=site.span)
            self.builder.collector.tell(told)
            return None
        return run_body(None)
