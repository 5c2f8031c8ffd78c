"""Decides how the outputs of a function leave it in the target, and makes the edits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polydag.backends.bodies.draft import Draft, value_node
from polydag.backends.bodies.flow import falls_through, is_last, is_pure, own_returns
from polydag.backends.bodies.leaving import leave_out
from polydag.backends.bodies.outputs import Gift, collect, gifts, returned_text
from polydag.backends.bodies.packing import Packing
from polydag.backends.bodies.spelling import Site
from polydag.backends.bodies.style import chosen, gated, give, repr_of


def shaped(packing: Packing, draft: Draft) -> Packing:
    """A function that skips yields, in a target where not yielding is what skips; one may leave out what it gives."""
    if draft.function.optional and packing.shape not in ("choice", "gate", "outputs"):
        return replace(packing, shape="given", outputs=draft.function.outputs)
    skips = any(use.kind == "skip" for use in draft.function.uses)
    if not (skips and draft.spelling.skip_yields) or packing.shape not in ("tuple", "dict"):
        return packing
    return replace(packing, shape="outputs", wanted=packing.wanted or ("result",))


def repack(draft: Draft, packing: Packing) -> tuple[frozenset[str], bool]:
    """Edit how outputs leave the function; gives those that a way through it may miss, and whether anything changed."""
    given = gifts(draft)
    if packing.shape in ("choice", "gate"):
        return _decide(draft, packing, given)
    if packing.shape == "given" or (packing.shape == "outputs" and draft.function.optional):
        leave_out(draft, packing, given)
        return frozenset(), True
    if packing.shape == "push":
        return _push(draft, packing, given)
    returned = packing.shape in ("tuple", "dict") and packing.returns is None
    unread = packing.wanted in ((), ("result",)) and packing.source in ("push", "value", "none")
    if returned and unread and all(gift.use.kind == "push" for gift in given):
        # Nobody reads what is pushed: the returns stay as they are.
        for gift in given:
            _unwanted(draft, gift)
        return frozenset(), False
    same = packing.source == packing.shape and packing.wanted == packing.outputs
    if same and not given and packing.returns is None and not _returns_outputs(draft):
        return frozenset(), False
    return collect(draft, packing, given), True


def _unwanted(draft: Draft, gift: Gift) -> None:
    """Take away a push that nobody reads, but not what it calls."""
    value = draft.argument(gift.use, "value")
    draft.statements[gift.place] = [] if is_pure(value_node(value)) else [value]


def _returns_outputs(draft: Draft) -> bool:
    return any(use.kind == "output" for use in draft.function.uses)


def _push(draft: Draft, packing: Packing, given: Sequence[Gift]) -> tuple[frozenset[str], bool]:
    if packing.source in ("tuple", "dict", "value") or not given:
        wanted = [name for name in packing.wanted if name != "result"]
        return (collect(draft, packing, given), True) if wanted else (frozenset(), False)
    result = [gift for gift in given if gift.use.key == "result"]
    for gift in given:
        if gift not in result:
            value = draft.argument(gift.use, "value")
            spelled = draft.spelling.spell(
                Site(kind="push", key=gift.use.key, arguments={"value": value})
            )
            draft.statements[gift.place] = (
                [draft.record(spelled).text or ""] if spelled else [value]
            )
    if not result:
        return frozenset(), False
    narrow = replace(packing, wanted=("result",), shape="tuple")
    return collect(draft, narrow, result), True


def _decide(draft: Draft, packing: Packing, given: Sequence[Gift]) -> tuple[frozenset[str], bool]:
    """A function whose value decides what runs below it."""
    style = chosen if packing.shape == "choice" else gated
    yields = draft.spelling.output is not None
    if given:
        return _labels(draft, packing, given), True
    if not yields and not packing.names:
        return frozenset(), False
    for statement in own_returns(draft.body):
        text = returned_text(draft, statement)
        rows = style(draft, packing, text, is_last(statement, draft.body))
        start, stop = draft.body.offset(statement)
        if rows != [draft.text[start:stop]]:
            draft.statements[(start, stop)] = rows
    return frozenset(), yields


def _labels(draft: Draft, packing: Packing, given: Sequence[Gift]) -> frozenset[str]:
    """Yields that choose: each becomes a return of its label where nothing runs after it, else they are gathered in a list."""
    names = [repr_of(packing.name(gift.use.key)) for gift in given]
    if draft.spelling.output is not None:
        for gift, name in zip(given, names, strict=True):
            draft.statements[gift.place] = [give(draft, name, draft.argument(gift.use, "value"))]
        return frozenset()
    if all(is_last(gift.statement, draft.body) for gift in given):
        for gift, name in zip(given, names, strict=True):
            draft.statements[gift.place] = [f"return {name}"]
        return frozenset()
    draft.first.append("labels = []")
    for gift, name in zip(given, names, strict=True):
        draft.statements[gift.place] = [f"labels.append({name})"]
    for statement in own_returns(draft.body):
        draft.statements[draft.body.offset(statement)] = ["return labels"]
    if falls_through(draft.body.node.body):
        draft.last = ["return labels"]
    return frozenset()
