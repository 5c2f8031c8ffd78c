"""Methods of constants and collections: pure ones of constants by Python itself, those of collections on their data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from polydag.syntax.bounds import MAX_SIZE
from polydag.syntax.builtins_files import path_method
from polydag.syntax.builtins_functions import copied
from polydag.syntax.calls import CallSite
from polydag.syntax.convert import to_python
from polydag.syntax.data import (
    NONE,
    Datum,
    DictData,
    External,
    Known,
    ListData,
    MethodData,
    PathData,
    SetData,
    TupleData,
    Unknown,
    is_known,
    key_of,
)
from polydag.syntax.flow import BoundError, RaisedError
from polydag.syntax.iteration import elements_of
from polydag.syntax.lifting import lifted
from polydag.syntax.operators import wide_format

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

Method: TypeAlias = Callable[["Evaluator", Any, CallSite], Datum | None]

_TEXT = frozenset(
    {
        "capitalize",
        "casefold",
        "center",
        "count",
        "encode",
        "endswith",
        "expandtabs",
        "find",
        "format",
        "index",
        "isalnum",
        "isalpha",
        "isascii",
        "isdecimal",
        "isdigit",
        "isidentifier",
        "islower",
        "isnumeric",
        "isspace",
        "istitle",
        "isupper",
        "join",
        "ljust",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rindex",
        "rjust",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
        "zfill",
    }
)
_TIME = frozenset(
    [
        "date",
        "replace",
        "isoformat",
        "strftime",
        "weekday",
        "isoweekday",
        "total_seconds",
        "timestamp",
        "toordinal",
    ]
)
_PADDING = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})


def call_method(ev: Evaluator, callee: MethodData, site: CallSite) -> Datum | None:
    """The result of a method; None where it is not known."""
    owner = callee.receiver
    if isinstance(owner, Known):
        return _constant(ev, owner.value, callee.name, site)
    if isinstance(owner, PathData):
        return path_method(ev, owner, callee.name, site)
    method = _METHODS.get((type(owner), callee.name))
    return None if method is None else method(ev, owner, site)


def _constant(ev: Evaluator, owner: object, name: str, site: CallSite) -> Datum | None:
    allowed = isinstance(owner, str) and name in _TEXT
    timed = isinstance(owner, datetime | date | timedelta | time) and name in _TIME
    arguments = site.arguments
    given = [*arguments.data(), *(a.datum for a in arguments.keywords.values())]
    if not (allowed or timed) or arguments.spreads or not all(map(is_known, given)):
        return None
    plain = [to_python(datum) for datum in arguments.data()]
    named = {key: to_python(a.datum) for key, a in arguments.keywords.items()}
    if _grows(owner, name, plain):
        raise BoundError(f"a size of {MAX_SIZE}", site.node, site.module)
    try:
        value = getattr(owner, name)(*plain, **named)
    except (TypeError, ValueError, KeyError, IndexError, LookupError) as error:
        raise RaisedError(type(error).__name__, str(error)) from error
    if isinstance(value, date | timedelta):
        return Known(value, site.unknown())
    return lifted(value)


def _grows(owner: object, name: str, arguments: list[object]) -> bool:
    """Whether the result would be huge, seen before it is computed."""
    if not isinstance(owner, str):
        return False
    if name in _PADDING:
        return any(isinstance(width, int) and width > MAX_SIZE for width in arguments)
    if name == "format":
        return wide_format(owner)
    if name == "replace" and len(arguments) > 1 and isinstance(arguments[1], str):
        return (len(owner) + 1) * max(len(arguments[1]), 1) > MAX_SIZE
    return False


def _append(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if not data:
        return None
    if len(owner.items) >= MAX_SIZE:
        raise BoundError(f"a size of {MAX_SIZE}", site.node, site.module)
    owner.items.append(data[0])
    # In a loop over something unknown one element stands for as many as there will be.
    owner.partial = owner.partial or any(frame.count is None for frame in site.loops)
    return NONE


def _extend(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    items = elements_of(data[0], site) if data else None
    if items is None:
        owner.partial = True
    else:
        owner.items.extend(items)
    return NONE


def _insert(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if len(data) == 2 and isinstance(data[0], Known) and isinstance(data[0].value, int):
        owner.items.insert(data[0].value, data[1])
    else:
        owner.partial = True
    return NONE


def _pop(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    index = data[0].value if data and isinstance(data[0], Known) else -1
    if owner.partial or not isinstance(index, int):
        return None
    try:
        return owner.items.pop(index)
    except IndexError as error:
        raise RaisedError("IndexError", str(error)) from error


def _remove(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    for index, item in enumerate(owner.items):
        same = data and (item is data[0] or (is_known(item) and is_known(data[0])))
        if same and (item is data[0] or to_python(item) == to_python(data[0])):
            owner.items.pop(index)
            return NONE
    owner.partial = True
    return NONE


def _index(ev: Evaluator, owner: ListData | TupleData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if not data or not is_known(data[0]) or not all(map(is_known, owner.items)):
        return None
    values = [to_python(item) for item in owner.items]
    try:
        return Known(values.index(to_python(data[0])))
    except ValueError as error:
        raise RaisedError("ValueError", str(error)) from error


def _reverse(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    owner.items.reverse()
    return NONE


def _clear(ev: Evaluator, owner: ListData, site: CallSite) -> Datum | None:
    owner.items.clear()
    owner.partial = False
    return NONE


def _copy(ev: Evaluator, owner: Datum, site: CallSite) -> Datum | None:
    return copied(owner, deep=False)


def _dict_get(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if not data or isinstance(data[0], Unknown | External):
        return None
    found = owner.entries.get(key_of(data[0]))
    if found is not None or owner.partial:
        return found
    return site.arguments.peek("default", 1) or NONE


def _dict_pop(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    found = _dict_get(ev, owner, site)
    data = site.arguments.data()
    if data and not isinstance(data[0], Unknown):
        missing = key_of(data[0]) not in owner.entries
        if missing and len(data) == 1 and not owner.partial:
            raise RaisedError("KeyError", repr(key_of(data[0])))
        owner.entries.pop(key_of(data[0]), None)
    return found


def _dict_setdefault(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if not data or isinstance(data[0], Unknown) or owner.partial:
        return None
    default = data[1] if len(data) > 1 else NONE
    return owner.entries.setdefault(key_of(data[0]), default)


def _dict_update(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    for datum in site.arguments.data():
        if isinstance(datum, DictData):
            owner.entries.update(datum.entries)
            owner.partial = owner.partial or datum.partial
        else:
            owner.partial = True
    owner.entries.update({name: a.datum for name, a in site.arguments.keywords.items()})
    owner.partial = owner.partial or bool(site.arguments.spreads)
    return NONE


def _dict_keys(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    return _view(owner, lambda key, value: key)


def _dict_values(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    return _view(owner, lambda key, value: value)


def _dict_items(ev: Evaluator, owner: DictData, site: CallSite) -> Datum | None:
    return _view(owner, lambda key, value: TupleData([key, value]))


def _view(owner: DictData, pick: Callable[[Datum, Datum], Datum]) -> Datum | None:
    if owner.partial:
        return None
    return ListData([pick(lifted(key), value) for key, value in owner.entries.items()])


def _set_add(ev: Evaluator, owner: SetData, site: CallSite) -> Datum | None:
    for datum in site.arguments.data()[:1]:
        owner.elements[key_of(datum)] = None
    return NONE


def _set_discard(ev: Evaluator, owner: SetData, site: CallSite) -> Datum | None:
    for datum in site.arguments.data()[:1]:
        owner.elements.pop(key_of(datum), None)
    return NONE


def _set_union(ev: Evaluator, owner: SetData, site: CallSite) -> Datum | None:
    result = SetData(list(owner.elements))
    for datum in site.arguments.data():
        items = elements_of(datum, site)
        if items is None:
            return None
        result.elements.update(dict.fromkeys(key_of(item) for item in items))
    return result


_METHODS: dict[tuple[type[Datum], str], Method] = {
    (ListData, "append"): _append,
    (ListData, "extend"): _extend,
    (ListData, "insert"): _insert,
    (ListData, "pop"): _pop,
    (ListData, "remove"): _remove,
    (ListData, "index"): _index,
    (ListData, "reverse"): _reverse,
    (ListData, "clear"): _clear,
    (ListData, "copy"): _copy,
    (TupleData, "index"): _index,
    (DictData, "get"): _dict_get,
    (DictData, "pop"): _dict_pop,
    (DictData, "setdefault"): _dict_setdefault,
    (DictData, "update"): _dict_update,
    (DictData, "keys"): _dict_keys,
    (DictData, "values"): _dict_values,
    (DictData, "items"): _dict_items,
    (DictData, "copy"): _copy,
    (SetData, "add"): _set_add,
    (SetData, "discard"): _set_discard,
    (SetData, "union"): _set_union,
    (SetData, "copy"): _copy,
}
