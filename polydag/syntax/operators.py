"""Operators on data: constants by Python itself within bounds, handles by what their reader says."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polydag.syntax.bounds import MAX_SIZE
from polydag.syntax.convert import to_python
from polydag.syntax.data import (
    FALSE,
    TRUE,
    Datum,
    DictData,
    Handle,
    Known,
    ListData,
    PathData,
    SetData,
    TupleData,
    hashable,
    is_known,
    key_of,
)
from polydag.syntax.describe import describe
from polydag.syntax.flow import BoundError, RaisedError
from polydag.syntax.iteration import elements_of
from polydag.syntax.scope import Scope
from polydag.syntax.truth import equal

if TYPE_CHECKING:
    from polydag.syntax.calls import Site
    from polydag.syntax.evaluate import Evaluator

_BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
    ast.BitOr: ("|", operator.or_),
    ast.BitAnd: ("&", operator.and_),
    ast.BitXor: ("^", operator.xor),
    ast.MatMult: ("@", operator.matmul),
}

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def combine(
    ev: Evaluator, left: Datum, right: Datum, op: ast.operator, node: ast.expr, scope: Scope
) -> Datum:
    """`left op right`."""
    symbol, function = _BINARY[type(op)]
    found = _by_handle(left, right, symbol, ev.site(node, scope))
    if found is None and isinstance(left, Known) and isinstance(right, Known):
        found = _known(left, right, symbol, function, ev, node, scope)
    if found is None:
        found = _collections(left, right, symbol, node, scope)
    return ev.unknown(node, scope) if found is None else found


def extend(owner: ListData, more: Datum, ev: Evaluator, node: ast.stmt, scope: Scope) -> None:
    """`owner += more`, in place."""
    items = elements_of(more, ev.site(node, scope))
    if items is None:
        owner.partial = True
    else:
        owner.items.extend(items)
        owner.partial = owner.partial or (isinstance(more, ListData) and more.partial)


def compare(op: ast.cmpop, left: Datum, right: Datum) -> bool | None:
    """Whether a comparison holds; None when that is not known."""
    if isinstance(op, ast.Eq | ast.Is):
        return equal(left, right)
    if isinstance(op, ast.NotEq | ast.IsNot):
        same = equal(left, right)
        return None if same is None else not same
    if isinstance(op, ast.In | ast.NotIn):
        found = _contains(right, left)
        return found if found is None or isinstance(op, ast.In) else not found
    if not is_known(left) or not is_known(right):
        return None
    try:
        return bool(_COMPARE[type(op)](to_python(left), to_python(right)))
    except TypeError as error:
        raise RaisedError("TypeError", str(error)) from error


def unary(op: ast.unaryop, operand: Datum) -> Datum | None:
    """`-x`, `+x`, `~x` of a constant."""
    if not isinstance(operand, Known):
        return None
    functions: dict[type[ast.unaryop], Callable[[Any], Any]] = {
        ast.USub: operator.neg,
        ast.UAdd: operator.pos,
        ast.Invert: operator.invert,
    }
    try:
        return Known(functions[type(op)](operand.value))
    except TypeError as error:
        raise RaisedError("TypeError", str(error)) from error


def as_bool(truth: bool | None) -> Datum | None:
    """A verdict as a datum."""
    return None if truth is None else TRUE if truth else FALSE


def _by_handle(left: Datum, right: Datum, symbol: str, site: Site) -> Datum | None:
    if isinstance(left, Handle):
        found = left.binary(symbol, right, False, site)
        if found is not None:
            return found
    if isinstance(right, Handle):
        return right.binary(symbol, left, True, site)
    return None


def _known(
    left: Known,
    right: Known,
    symbol: str,
    function: Callable[[Any, Any], Any],
    ev: Evaluator,
    node: ast.expr,
    scope: Scope,
) -> Datum | None:
    if _too_large(left.value, right.value, symbol):
        raise BoundError(f"a size of {MAX_SIZE}", node, scope.module)
    try:
        value = function(left.value, right.value)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise RaisedError(type(error).__name__, str(error)) from error
    source = ev.unknown(node, scope) if isinstance(value, date | timedelta) else None
    return Known(value, source)


def _too_large(left: object, right: object, symbol: str) -> bool:
    """Whether the result would be huge, seen before it is computed."""
    if symbol == "*":
        return _times(left, right) or _times(right, left)
    if isinstance(left, int) and isinstance(right, int):
        if symbol == "**":
            return right > 0 and abs(left).bit_length() * right > MAX_SIZE
        return symbol == "<<" and right > MAX_SIZE
    if symbol == "%" and isinstance(left, str | bytes):
        text = left if isinstance(left, str) else left.decode("latin-1")
        return wide_format(text) or "*" in text
    return symbol == "+" and isinstance(left, str) and len(left) > MAX_SIZE


def wide_format(text: str) -> bool:
    """Whether a format string asks for a width of more than four digits."""
    digits = 0
    for character in text:
        digits = digits + 1 if character.isdigit() else 0
        if digits > 4:
            return True
    return False


def _times(sequence: object, count: object) -> bool:
    if isinstance(count, int) and isinstance(sequence, str | bytes):
        return len(sequence) * count > MAX_SIZE
    if isinstance(sequence, int) and isinstance(count, int):
        return sequence.bit_length() + count.bit_length() > MAX_SIZE
    return False


def _collections(
    left: Datum, right: Datum, symbol: str, node: ast.expr, scope: Scope
) -> Datum | None:
    if symbol == "/" and isinstance(left, PathData):
        return _below(left, right, node, scope)
    if symbol == "+" and isinstance(left, PathData) and isinstance(right, Known):
        return _lengthened(left, right.value, node, scope)
    if symbol == "%" and isinstance(left, Known) and isinstance(left.value, str):
        return _percent(left.value, right)
    if isinstance(left, DictData) and isinstance(right, DictData) and symbol == "|":
        return DictData({**left.entries, **right.entries}, left.partial or right.partial)
    if isinstance(left, ListData) and isinstance(right, ListData) and symbol == "+":
        return ListData([*left.items, *right.items], left.partial or right.partial)
    if isinstance(left, TupleData) and isinstance(right, TupleData) and symbol == "+":
        return TupleData([*left.items, *right.items])
    if isinstance(left, SetData) and isinstance(right, SetData):
        return _sets(left, right, symbol)
    if symbol == "*" and isinstance(left, ListData | TupleData) and isinstance(right, Known):
        return _repeated(left, right.value, node, scope)
    return None


def _below(left: PathData, right: Datum, node: ast.expr, scope: Scope) -> Datum | None:
    part = right.path if isinstance(right, PathData) else None
    if isinstance(right, Known) and isinstance(right.value, str):
        part = Path(right.value)
    if part is None:
        return None
    text = describe(node, scope)
    return PathData(text.text, text.names, text.reads, node, scope.module, left.path / part)


def _lengthened(left: PathData, more: object, node: ast.expr, scope: Scope) -> Datum | None:
    """`os.path.dirname(__file__) + "/conf"`."""
    if not isinstance(more, str):
        return None
    text = describe(node, scope)
    return PathData(
        text.text, text.names, text.reads, node, scope.module, Path(f"{left.path}{more}")
    )


def _percent(text: str, right: Datum) -> Datum | None:
    if not is_known(right) or wide_format(text) or "*" in text:
        return None
    try:
        return Known(text % to_python(right))
    except (TypeError, ValueError, KeyError) as error:
        raise RaisedError(type(error).__name__, str(error)) from error


def _sets(left: SetData, right: SetData, symbol: str) -> Datum | None:
    if symbol == "|":
        return SetData([*left.elements, *right.elements])
    if symbol == "&":
        return SetData([item for item in left.elements if item in right.elements])
    if symbol == "-":
        return SetData([item for item in left.elements if item not in right.elements])
    return None


def _repeated(
    left: ListData | TupleData, count: object, node: ast.expr, scope: Scope
) -> Datum | None:
    if not isinstance(count, int):
        return None
    if len(left.items) * count > MAX_SIZE:
        raise BoundError(f"a size of {MAX_SIZE}", node, scope.module)
    items = [item for _ in range(count) for item in left.items]
    return ListData(items, left.partial) if isinstance(left, ListData) else TupleData(items)


def _contains(container: Datum, item: Datum) -> bool | None:
    if isinstance(container, DictData | SetData) and not hashable(item):
        raise RaisedError("TypeError", "unhashable element")
    if isinstance(container, DictData):
        if is_known(item) and key_of(item) in container.entries:
            return True
        return False if is_known(item) and not container.partial else None
    if isinstance(container, SetData):
        return key_of(item) in container.elements if is_known(item) else None
    if isinstance(container, ListData | TupleData):
        verdicts = [equal(item, inner) for inner in container.items]
        if True in verdicts:
            return True
        partial = isinstance(container, ListData) and container.partial
        return None if None in verdicts or partial else False
    if isinstance(container, Known) and isinstance(item, Known):
        try:
            return bool(operator.contains(container.value, item.value))  # type: ignore[arg-type]  # checked by Python
        except TypeError as error:
            raise RaisedError("TypeError", str(error)) from error
    return None
