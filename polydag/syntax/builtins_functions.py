"""Built-in functions: collections, iteration, conversion, reflection."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from polydag.syntax.attributes import attribute_of
from polydag.syntax.bounds import MAX_ITERATIONS
from polydag.syntax.builtins import computes
from polydag.syntax.builtins_conversions import by_python
from polydag.syntax.calls import Argument, Arguments, CallSite
from polydag.syntax.convert import to_python
from polydag.syntax.data import (
    FALSE,
    NONE,
    TRUE,
    ClassData,
    Datum,
    DictData,
    External,
    FunctionData,
    Handle,
    InstanceData,
    Known,
    ListData,
    PartialData,
    SetData,
    TupleData,
    Unknown,
    is_known,
    key_of,
)
from polydag.syntax.flow import BoundError, RaisedError
from polydag.syntax.iteration import elements_of
from polydag.syntax.truth import truth_of

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "bytes": (bytes,),
}
_COLLECTIONS: dict[str, type[Datum]] = {
    "list": ListData,
    "tuple": TupleData,
    "dict": DictData,
    "set": SetData,
}


def _items(site: CallSite, position: int = 0) -> list[Datum] | None:
    """The elements of a positional argument."""
    data = site.arguments.data()
    return elements_of(data[position], site) if position < len(data) else None


def _plain(site: CallSite) -> bool:
    """Whether all that is given is known to be given."""
    return not site.arguments.spreads


@computes("builtins.range")
def _range(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    ends = [d.value for d in data if isinstance(d, Known) and isinstance(d.value, int)]
    if not data or len(ends) < len(data):
        return None
    try:
        return Known(range(*ends))
    except (TypeError, ValueError) as error:
        raise RaisedError(type(error).__name__, str(error)) from error


@computes("builtins.len")
def _len(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if not data or (isinstance(data[0], ListData | DictData) and data[0].partial):
        return None
    if isinstance(data[0], Known) and isinstance(data[0].value, str | bytes | range):
        return Known(len(data[0].value))
    items = None if isinstance(data[0], Handle) else _items(site)
    return None if items is None else Known(len(items))


@computes("builtins.list")
def _list(ev: Evaluator, site: CallSite) -> Datum | None:
    if not site.arguments.positional:
        return ListData()
    items = _items(site)
    return None if items is None else ListData(items)


@computes("builtins.tuple")
def _tuple(ev: Evaluator, site: CallSite) -> Datum | None:
    if not site.arguments.positional:
        return TupleData()
    items = _items(site)
    return None if items is None else TupleData(items)


@computes("builtins.set", "builtins.frozenset")
def _set(ev: Evaluator, site: CallSite) -> Datum | None:
    if not site.arguments.positional:
        return SetData()
    items = _items(site)
    if items is None or any(isinstance(item, Unknown) for item in items):
        return None
    return SetData([key_of(item) for item in items])


@computes("builtins.dict", "collections.OrderedDict")
def _dict(ev: Evaluator, site: CallSite) -> Datum | None:
    result = DictData(partial=bool(site.arguments.spreads))
    for datum in site.arguments.data():
        if isinstance(datum, DictData):
            result.entries.update(datum.entries)
            result.partial = result.partial or datum.partial
            continue
        pairs = elements_of(datum, site)
        if pairs is None:
            return None
        for pair in pairs:
            both = elements_of(pair, site)
            if both is None or len(both) != 2:
                return None
            result.entries[key_of(both[0])] = both[1]
    result.entries.update({name: a.datum for name, a in site.arguments.keywords.items()})
    return result


@computes("builtins.zip")
def _zip(ev: Evaluator, site: CallSite) -> Datum | None:
    columns = [elements_of(datum, site) for datum in site.arguments.data()]
    if not _plain(site) or any(column is None for column in columns):
        return None
    rows = zip(*(column for column in columns if column is not None), strict=False)
    return ListData([TupleData(row) for row in rows])


@computes("builtins.enumerate")
def _enumerate(ev: Evaluator, site: CallSite) -> Datum | None:
    items = _items(site)
    start = site.arguments.peek("start", 1) or Known(0)
    if items is None or not isinstance(start, Known) or not isinstance(start.value, int):
        return None
    return ListData([TupleData([Known(i), item]) for i, item in enumerate(items, start.value)])


@computes("builtins.reversed")
def _reversed(ev: Evaluator, site: CallSite) -> Datum | None:
    items = _items(site)
    return None if items is None else ListData(items[::-1])


@computes("builtins.sorted")
def _sorted(ev: Evaluator, site: CallSite) -> Datum | None:
    items = _items(site)
    key = site.arguments.peek("key") or NONE
    keys = None if items is None else [_applied(ev, key, item, site) for item in items]
    if items is None or keys is None or not all(map(is_known, keys)):
        return None
    reverse = truth_of(site.arguments.peek("reverse") or FALSE)
    order = _ordered([to_python(datum) for datum in keys], bool(reverse))
    return None if reverse is None else ListData([items[index] for index in order])


@computes("builtins.min", "builtins.max")
def _extreme(ev: Evaluator, site: CallSite) -> Datum | None:
    arguments = site.arguments
    items = _items(site) if len(arguments.positional) == 1 else arguments.data()
    key = arguments.peek("key") or NONE
    keys = None if items is None else [_applied(ev, key, item, site) for item in items]
    if items is None or keys is None or not all(map(is_known, keys)):
        return None
    if not items:
        return arguments.peek("default")
    order = _ordered([to_python(datum) for datum in keys], site.qualified.endswith("max"))
    return items[order[0]]


@computes("builtins.sum")
def _sum(ev: Evaluator, site: CallSite) -> Datum | None:
    items = _items(site)
    start = site.arguments.peek("start", 1) or Known(0)
    if items is not None and isinstance(start, ListData):
        lists = [item for item in items if isinstance(item, ListData)]
        joined = [inner for item in lists for inner in item.items]
        return ListData([*start.items, *joined]) if len(lists) == len(items) else None
    if items is None or not all(isinstance(item, Known) for item in (*items, start)):
        return None
    return by_python(sum)(ev, site)


@computes("builtins.any", "builtins.all")
def _quantified(ev: Evaluator, site: CallSite) -> Datum | None:
    items = _items(site)
    verdicts = None if items is None else [truth_of(item) for item in items]
    if verdicts is None or None in verdicts:
        return None
    return Known(any(verdicts) if site.qualified.endswith("any") else all(verdicts))


@computes("builtins.map")
def _map(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    columns = [elements_of(datum, site) for datum in data[1:]]
    if not columns or any(column is None for column in columns):
        return None
    rows = zip(*(column for column in columns if column is not None), strict=False)
    return ListData([_called(ev, data[0], row, site) for row in rows])


@computes("builtins.filter")
def _filter(ev: Evaluator, site: CallSite) -> Datum | None:
    items = _items(site, 1)
    key = site.arguments.data()[0] if site.arguments.positional else NONE
    verdicts = (
        None if items is None else [truth_of(_applied(ev, key, item, site)) for item in items]
    )
    if items is None or verdicts is None or None in verdicts:
        return None
    return ListData([item for item, passes in zip(items, verdicts, strict=True) if passes])


@computes("builtins.print", "builtins.setattr", "builtins.input")
def _nothing(ev: Evaluator, site: CallSite) -> Datum | None:
    return NONE if site.qualified == "builtins.print" else None


@computes("builtins.globals")
def _globals(ev: Evaluator, site: CallSite) -> Datum | None:
    # The very dict of the module's names, so that `globals()[name] = dag` binds the name.
    return DictData(site.scope.module_scope.names)  # type: ignore[arg-type]  # names are keys


@computes("builtins.isinstance")
def _isinstance(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if len(data) != 2:
        return None
    wanted = data[1].items if isinstance(data[1], TupleData) else (data[1],)
    verdicts = [_is_instance(data[0], kind) for kind in wanted]
    return TRUE if True in verdicts else None if None in verdicts else FALSE


@computes("builtins.callable")
def _callable(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    return TRUE if data and isinstance(data[0], FunctionData | ClassData | PartialData) else None


@computes("builtins.getattr")
def _getattr(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    name = data[1].value if len(data) > 1 and isinstance(data[1], Known) else None
    if not isinstance(name, str) or not isinstance(site.node, ast.expr):
        return None
    return attribute_of(ev, data[0], name, site.node, site.scope)


@computes("functools.partial")
def _partial(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    if not data or not _plain(site):
        return None
    named = {name: a.datum for name, a in site.arguments.keywords.items()}
    return PartialData(data[0], tuple(data[1:]), named)


@computes("itertools.chain", "itertools.product")
def _itertools(ev: Evaluator, site: CallSite) -> Datum | None:
    columns = [elements_of(datum, site) for datum in site.arguments.data()]
    if not _plain(site) or site.arguments.keywords or any(column is None for column in columns):
        return None
    known = [column for column in columns if column is not None]
    if site.qualified.endswith("chain"):
        return ListData([item for column in known for item in column])
    rows: Iterable[tuple[Datum, ...]] = [()]
    for column in known:
        rows = [(*row, item) for row in rows for item in column]
        if len(rows) > MAX_ITERATIONS:
            raise BoundError(f"a size of {MAX_ITERATIONS}", site.node, site.module)
    return ListData([TupleData(row) for row in rows])


@computes("copy.copy", "copy.deepcopy")
def _copy(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    return copied(data[0], site.qualified.endswith("deepcopy")) if data else None


def copied(datum: Datum, deep: bool) -> Datum:
    """A copy of a collection; anything else is the same object."""
    if isinstance(datum, ListData):
        return ListData([copied(i, deep) if deep else i for i in datum.items], datum.partial)
    if isinstance(datum, DictData):
        entries = {k: copied(v, deep) if deep else v for k, v in datum.entries.items()}
        return DictData(entries, datum.partial)
    if isinstance(datum, SetData):
        return SetData(list(datum.elements))
    return datum


def _applied(ev: Evaluator, function: Datum, item: Datum, site: CallSite) -> Datum:
    """A key function on an element; without one the element itself."""
    if isinstance(function, Known) and function.value is None:
        return item
    return _called(ev, function, (item,), site)


def _called(ev: Evaluator, function: Datum, items: tuple[Datum, ...], site: CallSite) -> Datum:
    from polydag.syntax.evaluate_calls import call, qualified_name

    inner = CallSite(ev, site.node, site.scope, site.loops, site.statement)
    inner.qualified = qualified_name(function)
    inner.arguments = Arguments([Argument(item) for item in items])
    return call(ev, function, inner)


def _ordered(keys: list[Any], reverse: bool) -> list[int]:
    try:
        return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)
    except TypeError as error:
        raise RaisedError("TypeError", str(error)) from error


def _is_instance(datum: Datum, kind: Datum) -> bool | None:
    if isinstance(kind, ClassData):
        if isinstance(datum, InstanceData):
            return kind in list(datum.cls.lineage())
        return False if isinstance(datum, Known | ListData | DictData | TupleData) else None
    if not isinstance(kind, External) or isinstance(
        datum, Unknown | External | Handle | InstanceData
    ):
        return None
    name = kind.qualified.removeprefix("builtins.")
    if name in _COLLECTIONS:
        return isinstance(datum, _COLLECTIONS[name])
    if name in _TYPES:
        return isinstance(datum, Known) and isinstance(datum.value, _TYPES[name])
    return None
