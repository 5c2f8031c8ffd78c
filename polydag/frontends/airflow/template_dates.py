"""Dates in templates: what pendulum's methods and Airflow's macros mean in the standard library."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from polydag.frontends.airflow.template_parts import Part, Sharing, UnloweredError, call, method

_ATTRIBUTES = frozenset(
    {"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"}
)
_SAME = frozenset(
    {
        "strftime",
        "isoformat",
        "timestamp",
        "date",
        "time",
        "weekday",
        "isoweekday",
        "isocalendar",
        "replace",
    }
)
_FORMS = {
    "to_date_string": "%Y-%m-%d",
    "to_datetime_string": "%Y-%m-%d %H:%M:%S",
    "to_time_string": "%H:%M:%S",
    "to_formatted_date_string": "%b %d, %Y",
}
_SPANS = frozenset({"weeks", "days", "hours", "minutes", "seconds", "microseconds"})
# Tokens of pendulum's `format` that `strftime` has, too.
_TOKENS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "DDDD": "%j",
    "DD": "%d",
    "dddd": "%A",
    "ddd": "%a",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "A": "%p",
    "SSSSSS": "%f",
    "ZZ": "%z",
}
_TOKEN = re.compile(r"\[(?P<plain>[^\]]*)\]|(?P<token>([A-Za-z])\3*)|(?P<sign>.)", re.DOTALL)
_MIDNIGHT = ("hour", "minute", "second", "microsecond")
_STARTS = {
    "day": (),
    "month": ("day",),
    "year": ("month", "day"),
    "hour": None,
}
FILTER_FORMS = {"ds": "%Y-%m-%d", "ds_nodash": "%Y%m%d", "ts_nodash": "%Y%m%dT%H%M%S"}


def date_attribute(node: ast.expr, name: str) -> Part:
    """An attribute of a date."""
    if name in _ATTRIBUTES:
        return Part("number" if name != "tzinfo" else "data", ast.Attribute(node, name))
    if name == "int_timestamp":
        return Part("number", call(ast.Name("int"), method(node, "timestamp")))
    if name == "day_of_year":
        return Part("number", ast.Attribute(method(node, "timetuple"), "tm_yday"))
    raise UnloweredError(f"{ast.unparse(node)}.{name}")


def date_method(
    sharing: Sharing, node: ast.expr, name: str, args: list[ast.expr], given: dict[str, ast.expr]
) -> Part:
    """A method of a date."""
    if name in _SAME:
        kind = {"strftime": "text", "isoformat": "text", "replace": "date"}.get(name, "data")
        made = call(ast.Attribute(node, name), *args, **given)
        return Part(kind, made)  # type: ignore[arg-type]  # words of the table above
    if name in _FORMS and not args and not given:
        return Part("text", method(node, "strftime", ast.Constant(_FORMS[name])))
    if name in ("add", "subtract"):
        return _shifted(sharing, node, ast.Add() if name == "add" else ast.Sub(), args, given)
    if name == "format" and len(args) == 1 and not given:
        return Part("text", method(node, "strftime", ast.Constant(_strftime(args[0]))))
    if name in ("in_timezone", "in_tz", "astimezone") and len(args) == 1 and not given:
        zone = args[0]
        if name != "astimezone" or isinstance(zone, ast.Constant):
            zone = call(sharing.need("zoneinfo", "ZoneInfo"), zone)
        return Part("date", method(node, "astimezone", zone))
    if name == "start_of" and len(args) == 1 and isinstance(args[0], ast.Constant):
        return _start(node, str(args[0].value))
    raise UnloweredError(f"{ast.unparse(node)}.{name}(…)")


def _shifted(
    sharing: Sharing,
    node: ast.expr,
    sign: ast.operator,
    args: list[ast.expr],
    given: dict[str, ast.expr],
) -> Part:
    if args or not set(given) <= _SPANS:
        raise UnloweredError(f"{ast.unparse(node)} with {', '.join(given)}")
    span = call(sharing.need("datetime", "timedelta"), **given)
    return Part("date", ast.BinOp(node, sign, span))


def _start(node: ast.expr, unit: str) -> Part:
    first = _STARTS.get(unit, ...)
    if first is ...:
        raise UnloweredError(f"{ast.unparse(node)}.start_of({unit!r})")
    fields = _MIDNIGHT[1:] if first is None else _MIDNIGHT
    given: dict[str, ast.expr] = {name: ast.Constant(1) for name in first or ()}
    given |= {name: ast.Constant(0) for name in fields}
    return Part("date", call(ast.Attribute(node, "replace"), **given))


def _strftime(form: ast.expr) -> str:
    if not isinstance(form, ast.Constant) or not isinstance(form.value, str):
        raise UnloweredError(ast.unparse(form))
    found = []
    for match in _TOKEN.finditer(form.value):
        token = match["token"]
        if token is not None and token not in _TOKENS:
            raise UnloweredError(f"format({form.value!r})")
        found.append(_TOKENS[token] if token else (match["plain"] or match["sign"] or ""))
    return "".join(found)


def date_filter(name: str, node: ast.expr) -> Part | None:
    """Airflow's filters of dates."""
    if name in FILTER_FORMS:
        return Part("text", method(node, "strftime", ast.Constant(FILTER_FORMS[name])))
    iso = method(node, "isoformat")
    if name == "ts":
        return Part("text", iso)
    if name != "ts_nodash_with_tz":
        return None
    nothing = ast.Constant("")
    bare = method(iso, "replace", ast.Constant("-"), nothing)
    return Part("text", method(bare, "replace", ast.Constant(":"), nothing))


Macro = Callable[[Sharing, list[ast.expr], dict[str, ast.expr]], Part]


def _ds_add(sharing: Sharing, args: list[ast.expr], given: dict[str, ast.expr]) -> Part:
    day, days = _two(args, given, ("ds", "days"))
    start = method(sharing.need("datetime", "date"), "fromisoformat", day)
    if isinstance(days, ast.UnaryOp) and isinstance(days.op, ast.USub):
        sign: ast.operator = ast.Sub()
        days = days.operand
    elif isinstance(days, ast.Constant) and isinstance(days.value, int) and days.value < 0:
        sign, days = ast.Sub(), ast.Constant(-days.value)
    else:
        sign = ast.Add()
    span = call(sharing.need("datetime", "timedelta"), days=days)
    return Part("text", method(ast.BinOp(start, sign, span), "isoformat"))


def _ds_format(sharing: Sharing, args: list[ast.expr], given: dict[str, ast.expr]) -> Part:
    names = ("ds", "input_format", "output_format")
    found = [*args, *(given[name] for name in names[len(args) :] if name in given)]
    if len(found) != len(names):
        raise UnloweredError("macros.ds_format(…)")
    day, read, written = found
    moment = method(sharing.need("datetime", "datetime"), "strptime", day, read)
    return Part("text", method(moment, "strftime", written))


def _two(
    args: list[ast.expr], given: dict[str, ast.expr], names: tuple[str, str]
) -> tuple[ast.expr, ast.expr]:
    found = [*args, *(given[name] for name in names[len(args) :] if name in given)]
    if len(found) != len(names):
        raise UnloweredError(f"macros.ds_add with {len(found)} arguments")
    return found[0], found[1]


def _plain(module: str, name: str, kind: str, *path: str) -> Macro:
    def made(sharing: Sharing, args: list[ast.expr], given: dict[str, ast.expr]) -> Part:
        function = sharing.need(module, name)
        for attribute in path:
            function = ast.Attribute(function, attribute)
        return Part(kind, call(function, *args, **given))  # type: ignore[arg-type]  # words of the table below

    return made


# Functions of `macros`, by their path.
MACROS: dict[tuple[str, ...], Macro] = {
    ("ds_add",): _ds_add,
    ("ds_format",): _ds_format,
    ("datetime",): _plain("datetime", "datetime", "date"),
    ("timedelta",): _plain("datetime", "timedelta", "span"),
    ("random",): _plain("random", "random", "number"),
    ("time", "time"): _plain("time", "", "number", "time"),
    ("time", "strftime"): _plain("time", "", "text", "strftime"),
    ("json", "dumps"): _plain("json", "", "text", "dumps"),
    ("json", "loads"): _plain("json", "", "data", "loads"),
    ("dateutil", "parser", "parse"): _plain("dateutil.parser", "", "date", "parser", "parse"),
    ("uuid", "UUID"): _plain("uuid", "", "data", "UUID"),
    **{
        ("uuid", name): _plain("uuid", "", "data", name)
        for name in ("uuid1", "uuid3", "uuid4", "uuid5")
    },
    **{
        ("datetime", name): _plain("datetime", "datetime", "date", name)
        for name in ("strptime", "now", "utcnow", "today", "fromtimestamp", "fromisoformat")
    },
}
