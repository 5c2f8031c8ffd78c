"""Outputs of a body leave it in the target's way: pushes and yields become values of the `return`, or the reverse."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from polydag.backends.bodies.draft import Draft, Range, value_node
from polydag.backends.bodies.flow import (
    certainly_runs,
    falls_through,
    is_last,
    is_pure,
    own_returns,
)
from polydag.backends.bodies.packing import Packing
from polydag.backends.bodies.pulls import free_name
from polydag.backends.bodies.style import ending
from polydag.ir.functions import Use
from polydag.syntax.bodies import Body


@dataclass(frozen=True)
class Gift:
    """A statement that gives a named output before the function ends: a push or a yield."""

    use: Use
    place: Range
    statement: ast.stmt

    @property
    def is_dynamic(self) -> bool:
        return "mapping_key" in self.use.arguments


def gifts(draft: Draft) -> list[Gift]:
    """The pushes and yielded outputs of the body, in source order; `return Output(…)` counts as a return."""
    found: list[Gift] = []
    by_place = {
        draft.body.offset(node): node for node in draft.body.walk() if isinstance(node, ast.stmt)
    }
    for use in draft.function.uses:
        statement = by_place.get(draft.place(use))
        if use.kind in ("push", "output") and isinstance(statement, ast.Expr):
            found.append(Gift(use, draft.place(use), statement))
    return found


def collect(draft: Draft, packing: Packing, given: Sequence[Gift]) -> frozenset[str]:
    """Turn gifts and returns into one ending of the wanted outputs; gives the outputs that a path may miss."""
    names = _Names(draft, packing, given)
    for gift in given:
        draft.statements[gift.place] = names.rows(gift)
    for output in names.assigned:
        if names.must_start(output):
            draft.first.append(
                f"{names.local[output]} = {'[]' if output in names.dynamic else 'None'}"
            )
    returns = own_returns(draft.body)
    for statement in returns:
        rows = _ended(draft, packing, names, statement)
        if rows is not None:
            draft.statements[draft.body.offset(statement)] = rows
    if falls_through(draft.body.node.body):
        draft.last = ending(draft, packing, names.values(None), is_last=True)
    return names.missed


class _Names:
    """Which local or expression stands for each wanted output when the function ends."""

    def __init__(self, draft: Draft, packing: Packing, given: Sequence[Gift]) -> None:
        self._draft = draft
        self._packing = packing
        self._given = [g for g in given if g.use.key in packing.wanted]
        self.dynamic = {g.use.key for g in self._given if g.is_dynamic}
        self._straight = _is_straight(self._given, draft.body)
        self._inline: dict[str, str] = {}
        self.local: dict[str, str] = {}
        for gift in self._given:
            self._name(gift)
        self.assigned = list(dict.fromkeys(self.local))

    @property
    def missed(self) -> frozenset[str]:
        """Outputs that some way through the function does not give."""
        return frozenset() if self._straight else frozenset(set(self.local) - self.dynamic)

    def must_start(self, output: str) -> bool:
        """Whether the local needs a value from the beginning."""
        return output in self.dynamic or not self._straight

    def _name(self, gift: Gift) -> None:
        key = gift.use.key
        value = self._draft.argument(gift.use, "value")
        if self._straight and not gift.is_dynamic and self._may_wait(gift, value):
            self._inline[key] = value
        elif key not in self.local:
            self.local[key] = free_name(key, self._draft, set(self.local.values()))

    def _may_wait(self, gift: Gift, value: str) -> bool:
        """Whether the value can be written where the function ends: nothing that could change it runs in between."""
        node = value_node(value)
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name) and not self._draft.body.is_rebound(node.id):
            return True
        return _only_gifts_between(gift, [g.statement for g in self._given], self._draft.body)

    def rows(self, gift: Gift) -> list[str]:
        """What stands in place of a gift."""
        key = gift.use.key
        value = self._draft.argument(gift.use, "value")
        if key not in self._packing.wanted:
            return [] if is_pure(value_node(value)) else [value]
        if key in self._inline:
            return []
        return [
            f"{self.local[key]}.append({value})"
            if gift.is_dynamic
            else f"{self.local[key]} = {value}"
        ]

    def values(self, returned: dict[str, str] | None) -> dict[str, str]:
        """The expression of every wanted output at an end of the function."""
        known = self._inline | self.local | (returned or {})
        return {output: known.get(output, "None") for output in self._packing.wanted}


def _is_straight(given: Sequence[Gift], body: Body) -> bool:
    keys = [gift.use.key for gift in given]
    if len(set(keys)) != len(keys):
        return False
    last = max((gift.place[1] for gift in given), default=0)
    if any(body.offset(statement)[0] < last for statement in own_returns(body)):
        return False
    return all(certainly_runs(gift.statement, body) for gift in given if not gift.is_dynamic)


def _only_gifts_between(gift: Gift, statements: list[ast.stmt], body: Body) -> bool:
    block = body.node.body
    if gift.statement not in block:
        return False
    after = block[block.index(gift.statement) + 1 :]
    return all(s in statements or (isinstance(s, ast.Return) and s is after[-1]) for s in after)


def _ended(
    draft: Draft, packing: Packing, names: _Names, statement: ast.Return
) -> list[str] | None:
    """The rows in place of a return; None leaves it."""
    text = returned_text(draft, statement)
    returned = unpacked(text, packing) if text is not None else {}
    before: list[str] = []
    if text is not None and not set(returned) & set(packing.wanted):
        before = [] if is_pure(value_node(text)) else [text]
    if text is not None and "result" in packing.wanted and "result" not in returned:
        returned["result"] = text
    if "" in returned:
        held = free_name("result", draft)
        before = [f"{held} = {text}"]
        returned = {name: path.replace("\0", held) for name, path in returned.items() if name}
    rows = [
        *before,
        *ending(draft, packing, names.values(returned), is_last(statement, draft.body)),
    ]
    start, stop = draft.body.offset(statement)
    return None if rows == [draft.text[start:stop]] else rows


def returned_text(draft: Draft, statement: ast.Return) -> str | None:
    """What a return gives, brackets included, with its uses spelt; None for a bare one or None itself."""
    value = statement.value
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return None
    start, stop = draft.body.offset(statement)
    for use in draft.function.uses:
        if use.kind == "output" and (use.start, use.stop) in (
            (start, stop),
            draft.body.offset(value),
        ):
            return draft.argument(use, "value")
    text = draft.expression(start, stop)[len("return") :].strip()
    return text if value_node(text) is not None else f"({text})"


def unpacked(text: str, packing: Packing) -> dict[str, str]:
    """The outputs in a returned value, by name. The entry `""` says that the value must be held in a local, for which
    the others have a NUL."""
    node = value_node(text)
    if packing.source == "tuple" and len(packing.outputs) > 1:
        if isinstance(node, ast.Tuple) and not any(isinstance(e, ast.Starred) for e in node.elts):
            parts = [ast.get_source_segment(text, element) or "" for element in node.elts]
            return dict(zip(packing.outputs, parts, strict=False))
        return {"": text} | {
            name: f"\0[{position}]" for position, name in enumerate(packing.outputs)
        }
    if packing.source == "dict":
        return _entries(text, node, packing)
    return {"result": text}


def _entries(text: str, node: ast.expr | None, packing: Packing) -> dict[str, str]:
    keyed = [output for output in packing.outputs if output != "result"]
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        pairs = zip(node.keys, node.values, strict=True)
        found = {
            str(key.value): ast.get_source_segment(text, value) or ""
            for key, value in pairs
            if isinstance(key, ast.Constant)
        }
        if "result" not in packing.wanted:
            return {name: found.get(name, "None") for name in keyed}
    return {"": text, "result": "\0"} | {name: f'\0["{name}"]' for name in keyed}
