"""Generators that may leave out outputs, for targets in which functions return: they return what they gave, or skip."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence

from polydag.backends.bodies.draft import Draft
from polydag.backends.bodies.flow import falls_through, is_last, own_returns
from polydag.backends.bodies.outputs import Gift
from polydag.backends.bodies.packing import Packing
from polydag.backends.bodies.pulls import free_name
from polydag.backends.bodies.spelling import Site
from polydag.backends.bodies.style import give, repr_of


def leave_out(draft: Draft, packing: Packing, given: Sequence[Gift]) -> None:
    """Several outputs become a dict of those that were given; of a single one the lack skips the task."""
    if packing.shape == "outputs":
        _yielded(draft, packing, given)
    elif len(packing.outputs) > 1:
        _as_dict(draft, given)
    elif draft.spelling.skip_yields:
        _yielded(draft, packing, given)
    elif all(is_last(gift.statement, draft.body) for gift in given):
        _at_once(draft, given)
    else:
        _at_the_end(draft, given)


def _value(draft: Draft, gift: Gift) -> str:
    return draft.argument(gift.use, "value")


def _yielded(draft: Draft, packing: Packing, given: Sequence[Gift]) -> None:
    """Where not yielding an output leaves it out, everything stays where it is."""
    for gift in given:
        row = give(draft, repr_of(packing.name(gift.use.key)), _value(draft, gift))
        if "metadata" in gift.use.arguments:
            row = f"{row.removesuffix(')')}, metadata={draft.argument(gift.use, 'metadata')})"
        draft.statements[gift.place] = [row]


def _as_dict(draft: Draft, given: Sequence[Gift]) -> None:
    name = free_name("given", draft)
    draft.first.append(f"{name} = {{}}")
    for gift in given:
        row = f"{name}[{repr_of(gift.use.key)}] = {_value(draft, gift)}"
        draft.statements[gift.place] = [row]
    _end(draft, [f"return {name}"], falls_through(draft.body.node.body))


def _at_once(draft: Draft, given: Sequence[Gift]) -> None:
    """Nothing runs after an output was given: it is returned where it stands."""
    for gift in given:
        draft.statements[gift.place] = [f"return {_value(draft, gift)}"]
    places = {(gift.statement.lineno, gift.statement.col_offset) for gift in given}
    body = _Returning(places).visit(copy.deepcopy(draft.body.node)).body
    _end(draft, _skip(draft), falls_through(body))


def _at_the_end(draft: Draft, given: Sequence[Gift]) -> None:
    name = free_name("given", draft)
    draft.first.append(f"{name} = []")
    for gift in given:
        draft.statements[gift.place] = [f"{name}.append({_value(draft, gift)})"]
    rows = [f"if not {name}:", *(f"    {row}" for row in _skip(draft)), f"return {name}[0]"]
    _end(draft, rows, falls_through(draft.body.node.body))


def _skip(draft: Draft) -> list[str]:
    site = Site(kind="skip", key="", arguments={"message": repr_of("no output was given")})
    spelled = draft.spelling.spell(site)
    if spelled is None or spelled.text is None:
        raise ValueError("the target has no spelling of a skip")
    return (draft.record(spelled).text or "").split("\n")


def _end(draft: Draft, rows: list[str], falls: bool) -> None:
    """The statements at every end of the function."""
    for statement in own_returns(draft.body):
        draft.statements[draft.body.offset(statement)] = rows
    if falls:
        draft.last = rows


class _Returning(ast.NodeTransformer):
    """Puts a return where an output is given, to see what ends there."""

    def __init__(self, places: set[tuple[int, int]]) -> None:
        self.places = places

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """An output that is given, or any other expression."""
        if (node.lineno, node.col_offset) not in self.places:
            return node
        return ast.copy_location(ast.Return(node.value), node)
