"""Filters and tests of templates as Python."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from polydag.frontends.airflow.template_dates import date_filter
from polydag.frontends.airflow.template_parts import (
    Part,
    Sharing,
    UnloweredError,
    as_text,
    call,
    method,
)
from polydag.ir.values import Constant, OutputOf, ParameterOf

Filter = Callable[[Sharing, Part, Sequence[Part]], Part]


def filtered(sharing: Sharing, name: str, part: Part, args: Sequence[Part]) -> Part:
    """What a filter makes of a part."""
    own = sharing.known.filters.get(name)
    if own is not None:
        given = [sharing.node(part), *map(sharing.node, args)]
        return Part("data", call(sharing.code(own), *given))
    if name in ("default", "d"):
        return _default(sharing, part, args)
    of_date = date_filter(name, sharing.node(part)) if not args else None
    if of_date is not None:
        return of_date
    rule = _FILTERS.get(name)
    if rule is None:
        raise UnloweredError(f"| {name}")
    return rule(sharing, part, args)


def tested(sharing: Sharing, name: str, part: Part, args: Sequence[Part]) -> ast.expr:
    """Whether a part passes a test."""
    if name in ("defined", "undefined"):
        return _defined(sharing, part, name == "defined")
    node = sharing.node(part)
    if name in _COMPARED and len(args) == 1:
        return ast.Compare(node, [_COMPARED[name]], [sharing.node(args[0])])
    if name in ("none", "true", "false"):
        value = {"none": None, "true": True, "false": False}[name]
        return ast.Compare(node, [ast.Is()], [ast.Constant(value)])
    if name in _CLASSES:
        return call(ast.Name("isinstance"), node, ast.Name(_CLASSES[name]))
    if name in ("odd", "even"):
        rest = ast.BinOp(node, ast.Mod(), ast.Constant(2))
        return ast.Compare(rest, [ast.Eq()], [ast.Constant(int(name == "odd"))])
    raise UnloweredError(f"is {name}")


_CLASSES = {"string": "str", "mapping": "dict", "integer": "int", "float": "float"}
_COMPARED: dict[str, ast.cmpop] = {
    "eq": ast.Eq(),
    "equalto": ast.Eq(),
    "==": ast.Eq(),
    "ne": ast.NotEq(),
    "lt": ast.Lt(),
    "lessthan": ast.Lt(),
    "le": ast.LtE(),
    "gt": ast.Gt(),
    "greaterthan": ast.Gt(),
    "ge": ast.GtE(),
    "in": ast.In(),
}


def _defined(sharing: Sharing, part: Part, wanted: bool) -> ast.expr:
    if isinstance(part.value, ParameterOf) and part.value.name in sharing.conf:
        sign: ast.cmpop = ast.IsNot() if wanted else ast.Is()
        return ast.Compare(sharing.node(part), [sign], [ast.Constant(None)])
    if part.item is not None:
        owner, key = part.item
        sign = ast.In() if wanted else ast.NotIn()
        return ast.Compare(key, [sign], [sharing.node(owner)])
    sharing.node(part)
    return ast.Constant(wanted)


def _default(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    """`x | default(y)`: y where x is missing; with true as the second argument also where x is empty."""
    other = args[0] if args else Part("text", value=Constant(value=""))
    empties = len(args) > 1 and isinstance(args[1].value, Constant) and bool(args[1].value.value)
    value = part.value
    if isinstance(value, ParameterOf) and value.name in sharing.conf and not empties:
        if isinstance(other.value, Constant):
            sharing.conf[value.name] = other.value
            return part
        node = sharing.node(part)
        missing = ast.Compare(node, [ast.Is()], [ast.Constant(None)])
        return Part("data", ast.IfExp(missing, sharing.node(other), node))
    if part.item is not None:
        owner, key = part.item
        node = method(sharing.node(owner), "get", key, sharing.node(other))
    else:
        node = sharing.node(part)
        if not empties:
            return part
    if empties:
        node = ast.BoolOp(ast.Or(), [_without_default(node), sharing.node(other)])
    return Part(other.kind if part.kind == other.kind else "data", node)


def _without_default(node: ast.expr) -> ast.expr:
    """`x.get(k, d)` as `x.get(k)`: what is empty is replaced anyway."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 2:
        return ast.Call(node.func, node.args[:1], [])
    return node


def _of_text(name: str, most: int = 0) -> Filter:
    def rule(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
        if len(args) > most:
            raise UnloweredError(f"| {name} with {len(args)} arguments")
        given = [sharing.node(arg) for arg in args]
        made = method(as_text(part, sharing.node(part)), _METHODS.get(name, name), *given)
        return Part("text", made)

    return rule


_METHODS = {"trim": "strip"}


def _function(name: str, kind: str, most: int = 0) -> Filter:
    def rule(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
        if len(args) > most:
            raise UnloweredError(f"| {name} with {len(args)} arguments")
        made = call(ast.Name(name), sharing.node(part), *map(sharing.node, args))
        return Part(kind, made)  # type: ignore[arg-type]  # words of the table below

    return rule


def _join(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    if len(args) > 1:
        raise UnloweredError("| join with an attribute")
    between = sharing.node(args[0]) if args else ast.Constant("")
    item = ast.Name("item")
    each = ast.comprehension(item, sharing.node(part), [], 0)
    return Part("text", method(between, "join", ast.ListComp(call(ast.Name("str"), item), [each])))


def _at(index: int) -> Filter:
    def rule(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
        if isinstance(part.value, OutputOf):
            path = (*part.value.path, index)
            return Part("data", value=part.value.model_copy(update={"path": path}))
        return Part("data", ast.Subscript(sharing.node(part), ast.Constant(index)))

    return rule


def _to_json(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    """Jinja's JSON has its keys sorted, and no signs in it that HTML or a quoted shell word would take amiss."""
    if args:
        raise UnloweredError("| tojson with an indentation")
    dumps = sharing.need("jinja2.utils", "htmlsafe_json_dumps")
    return Part("text", call(dumps, sharing.node(part), sort_keys=ast.Constant(True)))


def _url(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    quote = sharing.need("urllib.parse", "quote")
    return Part("text", call(quote, as_text(part, sharing.node(part))))


def _round(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    if len(args) > 1:
        raise UnloweredError("| round with a method")
    digits = sharing.node(args[0]) if args else ast.Constant(0)
    return Part("number", call(ast.Name("round"), sharing.node(part), digits))


def _format(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    values = ast.Tuple([sharing.node(arg) for arg in args])
    return Part("text", ast.BinOp(as_text(part, sharing.node(part)), ast.Mod(), values))


def _same(sharing: Sharing, part: Part, args: Sequence[Part]) -> Part:
    return part


_FILTERS: dict[str, Filter] = {
    "upper": _of_text("upper"),
    "lower": _of_text("lower"),
    "capitalize": _of_text("capitalize"),
    "trim": _of_text("trim", 1),
    "replace": _of_text("replace", 3),
    "string": _function("str", "text"),
    "int": _function("int", "number"),
    "float": _function("float", "number"),
    "abs": _function("abs", "number"),
    "length": _function("len", "number"),
    "count": _function("len", "number"),
    "list": _function("list", "data"),
    "sum": _function("sum", "number"),
    "round": _round,
    "first": _at(0),
    "last": _at(-1),
    "join": _join,
    "tojson": _to_json,
    "urlencode": _url,
    "format": _format,
    "safe": _same,
}
