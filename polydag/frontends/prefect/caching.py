"""cache_policy, cache_key_fn, cache_expiration, persist_result → how results are kept."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from polydag.frontends.prefect import names
from polydag.ir.model import Scalar
from polydag.ir.policies import Cache, CachePart
from polydag.syntax.convert import to_symbolic
from polydag.syntax.data import Datum, External, FunctionData, Known, Unknown

_DEFAULT = names.CACHE_POLICIES["prefect.cache_policies.DEFAULT"]


@dataclass(frozen=True)
class _Kind:
    """What a policy looks at, and the inputs that it leaves out."""

    by: tuple[CachePart, ...] = ()
    without: tuple[str, ...] = ()


def cache_of(data: Mapping[str, Datum], expiration: Scalar[float] | None) -> Cache | None:
    """How results are kept; None where nothing is."""
    policy, key = data.get("cache_policy"), data.get("cache_key_fn")
    persist = data.get("persist_result")
    kept = persist.value if isinstance(persist, Known) and isinstance(persist.value, bool) else None
    if key is not None and not _is_nothing(key):
        if isinstance(key, External) and key.qualified in names.INPUT_HASH:
            return Cache(expiration=expiration, persist=kept)
        return Cache(key="custom", text=_written(key), expiration=expiration, persist=kept)
    if policy is None and expiration is not None and kept:
        return Cache(by=_DEFAULT, expiration=expiration, persist=kept)
    if policy is None or _is_nothing(policy):
        return None
    kind = _kind(policy)
    if kind is None:
        return Cache(key="policy", text=_written(policy), expiration=expiration, persist=kept)
    if not kind.by:
        return None
    return Cache(by=kind.by, without=kind.without, expiration=expiration, persist=kept)


def _is_nothing(datum: Datum) -> bool:
    return isinstance(datum, Known) and datum.value is None


def _kind(datum: Datum) -> _Kind | None:
    """What a policy of Prefect's own, or several of them together, look at; None for any other."""
    if isinstance(datum, External):
        return _named(datum.qualified)
    if isinstance(datum, Unknown) and datum.module is not None and datum.node is not None:
        return _composed(datum.node, datum.module.names)
    return None


def _named(qualified: str) -> _Kind | None:
    by = names.CACHE_POLICIES.get(qualified)
    return None if by is None else _Kind(by)


def _composed(node: ast.AST, known: Mapping[str, str]) -> _Kind | None:
    """`A + B` looks at both, `A - "name"` leaves an input out."""
    if not isinstance(node, ast.BinOp):
        first, _, rest = ast.unparse(node).partition(".")
        return _named(".".join(filter(None, (known.get(first), rest))))
    left = _composed(node.left, known)
    if left is None:
        return None
    if isinstance(node.op, ast.Sub) and isinstance(node.right, ast.Constant):
        return _Kind(left.by, (*left.without, str(node.right.value)))
    right = _composed(node.right, known) if isinstance(node.op, ast.Add) else None
    if right is None:
        return None
    by = tuple(dict.fromkeys((*left.by, *right.by)))
    return _Kind(by, tuple(dict.fromkeys((*left.without, *right.without))))


def _written(datum: Datum) -> str | None:
    """The expression as the source spells it."""
    if isinstance(datum, FunctionData) and datum.name == "<lambda>":
        return datum.module.segment(datum.node)
    symbolic = to_symbolic(datum)
    return symbolic.text if symbolic is not None else None
