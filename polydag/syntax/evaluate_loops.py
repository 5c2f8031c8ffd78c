"""Loops and comprehensions: known ones are run through, unknown ones once with symbolic variables."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from polydag.syntax.assigning import assign
from polydag.syntax.bounds import MAX_ITERATIONS
from polydag.syntax.data import (
    Datum,
    DictData,
    Handle,
    Known,
    ListData,
    LoopVariable,
    SetData,
    Unknown,
    key_of,
    parts,
)
from polydag.syntax.describe import describe
from polydag.syntax.evaluate_rules import evaluates, executes
from polydag.syntax.flow import BREAK, CONTINUE, UNDETERMINED, BoundError, Signal
from polydag.syntax.iteration import elements_of
from polydag.syntax.scope import LoopFrame, Origin, Scope
from polydag.syntax.skipping import builds, forget, tell
from polydag.syntax.truth import truth_of

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class _Loop:
    """One execution of a loop: gives each iteration its frame."""

    def __init__(
        self, ev: Evaluator, node: ast.AST, target: ast.expr, iterable: ast.expr, scope: Scope
    ) -> None:
        self.ev = ev
        self.node = node
        self.target = target
        self.iterable_node = iterable
        self.iterable = ev.evaluate(iterable, scope)
        place = f"{scope.module.display}:{iterable.lineno}:{iterable.col_offset + 1}"
        self.id = f"{place}#{ev.serial()}"
        self.variables = tuple(
            inner.id for inner in ast.walk(target) if isinstance(inner, ast.Name)
        )
        self.source = describe(iterable, scope)

    @contextmanager
    def iteration(
        self, element: Datum, index: int | None, count: int | None, scope: Scope
    ) -> Iterator[None]:
        """Bind the variables and count as inside the loop."""
        values: dict[str, Datum] = {}
        frame = LoopFrame(
            self.id,
            self.node,
            scope.module,
            self.variables,
            self.iterable,
            self.source,
            index,
            count,
            values,
        )
        with self.ev.inside(frame):
            assign(self.ev, self.target, element, scope, None)
            for name in self.variables:
                found = scope.lookup(name)
                if found is not None:
                    values[name] = found
                    holder = scope.target_of(name)
                    holder.origins[name] = Origin(None, None, self.ev.loops, frame)
            yield

    def symbolic(self, scope: Scope) -> Datum:
        """The element of a loop over something unknown."""
        name = (
            self.target.id
            if isinstance(self.target, ast.Name)
            else scope.module.segment(self.target)
        )
        return LoopVariable(name, (), {}, self.target, scope.module, self.id)


@executes(ast.For, ast.AsyncFor)
def _for(ev: Evaluator, node: ast.For, scope: Scope) -> Signal | None:
    loop = _Loop(ev, node, node.target, node.iter, scope)
    items = elements_of(loop.iterable, ev.site(node.iter, scope))
    if items is None:
        return _unknown_for(ev, node, loop, scope)
    for index, item in enumerate(items):
        with loop.iteration(item, index, len(items), scope):
            signal = ev.execute(node.body, scope)
        if signal is BREAK:
            return None
        if signal is UNDETERMINED:
            return _undetermined(ev, node, scope)
        if signal is not None and signal is not CONTINUE:
            return signal
    return ev.execute(node.orelse, scope)


def _unknown_for(ev: Evaluator, node: ast.For, loop: _Loop, scope: Scope) -> Signal | None:
    def run(element: Datum | None) -> Signal | None:
        datum = loop.symbolic(scope) if element is None else element
        with loop.iteration(datum, None, None, scope):
            signal = ev.execute(node.body, scope)
        return None if signal in (BREAK, CONTINUE) else signal

    site = ev.site(node.iter, scope)
    signal = ev.library.loop(loop.iterable, node.target, node, run, site)
    if signal is UNDETERMINED:
        return _undetermined(ev, node, scope)
    return signal or ev.execute(node.orelse, scope)


def _undetermined(ev: Evaluator, node: ast.For | ast.While, scope: Scope) -> Signal | None:
    """A jump inside depends on something unknown: what the loop binds is unknown, a `return` inside leaves the rest open."""
    if any(isinstance(inner, ast.Return) for inner in ast.walk(node)):
        return UNDETERMINED
    if builds(ev, node.body, scope):
        asked = node.test if isinstance(node, ast.While) else node.iter
        lost = "a jump in the loop over it depends on something unknown, and what follows the jump is not read"
        tell(ev, asked, scope, lost)
    forget(ev, node, node.body, scope)
    return None


@executes(ast.While)
def _while(ev: Evaluator, node: ast.While, scope: Scope) -> Signal | None:
    for _ in range(MAX_ITERATIONS):
        truth = truth_of(ev.evaluate(node.test, scope))
        if truth is None:
            site = ev.site(node, scope)
            return ev.library.repeat(node, lambda: ev.execute(node.body, scope), site)
        if not truth:
            return ev.execute(node.orelse, scope)
        signal = ev.execute(node.body, scope)
        if signal is BREAK:
            return None
        if signal is UNDETERMINED:
            return _undetermined(ev, node, scope)
        if signal is not None and signal is not CONTINUE:
            return signal
    raise BoundError(f"{MAX_ITERATIONS} iterations", node.test, scope.module)


@evaluates(ast.ListComp, ast.GeneratorExp)
def _list(ev: Evaluator, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Datum:
    found: list[Datum] = []
    complete = _comprehend(
        ev, node, scope, lambda inner: found.append(ev.evaluate(node.elt, inner))
    )
    if complete:
        return ListData(found)
    if any(isinstance(part, Handle) for item in found for part in parts(item)):
        return ListData(found, partial=True)
    return ev.unknown(node, scope)


@evaluates(ast.SetComp)
def _set(ev: Evaluator, node: ast.SetComp, scope: Scope) -> Datum:
    found: list[Datum] = []
    complete = _comprehend(
        ev, node, scope, lambda inner: found.append(ev.evaluate(node.elt, inner))
    )
    known = complete and all(
        isinstance(item, Known) or not isinstance(item, Unknown) for item in found
    )
    return SetData([key_of(item) for item in found]) if known else ev.unknown(node, scope)


@evaluates(ast.DictComp)
def _dict(ev: Evaluator, node: ast.DictComp, scope: Scope) -> Datum:
    result = DictData()

    def take(inner: Scope) -> None:
        key = ev.evaluate(node.key, inner)
        if isinstance(key, Unknown):
            result.partial = True
        result.entries[key_of(key)] = ev.evaluate(node.value, inner)

    if _comprehend(ev, node, scope, take):
        return result
    if any(isinstance(part, Handle) for part in parts(result)):
        result.partial = True
        return result
    return ev.unknown(node, scope)


def _comprehend(
    ev: Evaluator, node: _Comprehension, scope: Scope, take: Callable[[Scope], None]
) -> bool:
    """Run through a comprehension; whether all that it runs over and all its conditions are known."""
    return _generate(ev, node, 0, Scope("comprehension", scope.module, scope), take)


def _generate(
    ev: Evaluator, node: _Comprehension, depth: int, scope: Scope, take: Callable[[Scope], None]
) -> bool:
    if depth == len(node.generators):
        take(scope)
        return True
    generator = node.generators[depth]
    loop = _Loop(ev, node, generator.target, generator.iter, scope)
    site = ev.site(generator.iter, scope)
    items = elements_of(loop.iterable, site)
    if items is None:
        _unknown_generator(ev, node, loop, depth, scope, take)
        return False
    complete = not (isinstance(loop.iterable, ListData) and loop.iterable.partial)
    for index, item in enumerate(items):
        with loop.iteration(item, index, len(items), scope):
            verdict = _passes(ev, generator, scope)
            if verdict is None:
                return False
            if verdict:
                complete = _generate(ev, node, depth + 1, scope, take) and complete
    return complete


def _unknown_generator(
    ev: Evaluator,
    node: _Comprehension,
    loop: _Loop,
    depth: int,
    scope: Scope,
    take: Callable[[Scope], None],
) -> None:
    generator = node.generators[depth]

    def run(element: Datum | None) -> Signal | None:
        datum = loop.symbolic(scope) if element is None else element
        with loop.iteration(datum, None, None, scope):
            if _passes(ev, generator, scope) is not False:
                _generate(ev, node, depth + 1, scope, take)
        return None

    ev.library.loop(loop.iterable, generator.target, node, run, ev.site(generator.iter, scope))


def _passes(ev: Evaluator, generator: ast.comprehension, scope: Scope) -> bool | None:
    """Whether an element passes the conditions; None when that is not known."""
    for condition in generator.ifs:
        truth = truth_of(ev.evaluate(condition, scope))
        if not truth:
            return truth
    return True
