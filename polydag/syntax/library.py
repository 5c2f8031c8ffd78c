"""What a reader tells the evaluator about its engine: which names it owns and what calls of them make."""

from __future__ import annotations

import ast
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from polydag.syntax.data import ClassData, Datum, External, FunctionData, Handle
from polydag.syntax.flow import Signal
from polydag.syntax.outside import OutsideMethod

if TYPE_CHECKING:
    from polydag.syntax.calls import CallSite, Site


class _NotHandled(Enum):
    NOT_HANDLED = "not handled"


NotHandled: TypeAlias = _NotHandled
NOT_HANDLED: Final = _NotHandled.NOT_HANDLED
"""The reader leaves a call to the evaluator."""

Run: TypeAlias = Callable[[], Signal | None]
RunElement: TypeAlias = Callable[[Datum | None], Signal | None]


class Library:
    """The defaults: nothing is owned, and control flow on what is not known is told. Readers subclass it."""

    def owns(self, qualified: str) -> bool:
        """Whether the name belongs to the engine, so that no module of the project may stand for it."""
        return False

    def call(self, site: CallSite) -> Datum | None:
        """A call of `site.qualified`, a name outside the project; None: not mine, the result is unknown."""
        return None

    def unknown_call(self, site: CallSite) -> None:
        """A call that nobody can follow has become unknown; a reader may want to tell what was given to it."""

    def attribute(self, external: External, name: str, site: Site) -> Datum | None:
        """`external.name`, or `from external import name`; None: it stays external."""
        return None

    def subscript(self, external: External, key: Datum, site: Site) -> Datum | None:
        """`external[key]`; None: unknown."""
        return None

    def decorate(
        self, decorator: Datum, site: CallSite | None, function: FunctionData
    ) -> Datum | None:
        """`@decorator` or `@decorator(...)` (then with the call's site) on a function; None: not mine.

        A decorator of an engine is an `External`; its qualified name says which. For `@handle` it is the handle.
        """
        return None

    def decorate_made(self, decorator: Datum, site: CallSite | None, made: Handle) -> Datum | None:
        """A decorator on top of what another one of the engine made of a function; None: not mine."""
        return None

    def decorate_class(
        self, decorator: Datum, site: CallSite | None, cls: ClassData
    ) -> Datum | None:
        """A decorator on a class; None: not mine."""
        return None

    def call_function(self, function: FunctionData, site: CallSite) -> Datum | NotHandled:
        """A call of a function of the project, before it is entered."""
        return NOT_HANDLED

    def call_class(self, cls: ClassData, site: CallSite) -> Datum | NotHandled:
        """A call of a class of the project, before an instance is made."""
        return NOT_HANDLED

    def call_outside(self, method: OutsideMethod, site: CallSite) -> Datum | None:
        """`super().name(…)` where the base is not of the project; None: what it gives is unknown."""
        return None

    def class_attribute(self, cls: ClassData, name: str, site: Site) -> Datum | None:
        """`cls.name` of a class of the project, where neither it nor its bases in the project bind the name."""
        return None

    def expression_statement(self, datum: Datum, node: ast.Expr, site: Site) -> None:
        """An expression stood as a statement of its own and gave this."""

    def entry(self, node: ast.If, site: Site) -> None:
        """An `if __name__ == "__main__":` block, which is not run."""

    def branch(
        self, test: Datum, node: ast.If, run_then: Run, run_else: Run, site: Site
    ) -> Signal | None:
        """An `if` on something unknown. A side is run where it alone may build something, which is told; else neither is."""
        return site.evaluator.skip_branches(node, run_then, run_else, site)

    def loop(
        self, iterable: Datum, target: ast.expr, node: ast.AST, run_body: RunElement, site: Site
    ) -> Signal | None:
        """A `for` (or comprehension) over something unknown: the body is run once, `run_body(None)` with symbolic variables.

        `run_body(datum)` runs it for an element that the reader gives.
        """
        return run_body(None)

    def repeat(self, node: ast.While, run_body: Run, site: Site) -> Signal | None:
        """A `while` on something unknown: not run, told when its body may build something."""
        return site.evaluator.skip_loop(node, site)

    def attempt(
        self, node: ast.Try, run_body: Run, handlers: tuple[Run, ...], site: Site
    ) -> Signal | None:
        """The body of a `try`; the evaluator itself runs a handler when a known value raises."""
        return run_body()

    def enter_context(
        self, manager: Datum, node: ast.withitem, run_body: Run, site: Site
    ) -> Signal | None:
        """A `with` on something that is neither a handle nor of the project: the body is run."""
        return run_body()
