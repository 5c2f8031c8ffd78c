"""The code that renders a template with jinja2: a `Template`, or an environment where it has filters and files of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from polydag.frontends.airflow.template_dates import date_filter
from polydag.frontends.airflow.template_parts import Sharing, UnloweredError, call, method
from polydag.frontends.airflow.template_taking import Taken, Tree
from polydag.ir.values import Code, Constant, Entries, Items, Value
from polydag.rendering.strings import string

_DO = "jinja2.ext.do"
_LONG = 80
# What an environment is told and a single template is not.
_ENVIRONMENTS = frozenset({"loader", "cache_size", "auto_reload", "bytecode_cache"})
_DOC = '"""Render a template with the filters, files and options of its source."""'


@dataclass(frozen=True)
class Writing:
    """A template as it is written: its source, the sources that it includes by name, and what it is given.

    `filters` are those that jinja2 itself has not; `native` gives the value instead of its text.
    """

    source: str
    included: Mapping[str, str]
    taken: Taken
    filters: frozenset[str] = frozenset()
    does: bool = False
    native: bool = False


def rendering(sharing: Sharing, writing: Writing) -> ast.expr:
    """The expression that renders it."""
    options = _options(sharing, writing)
    source = _source(sharing, writing.source, sharing.known.stem)
    given = [
        ast.keyword(name, _given(sharing, (name,), value))
        for name, value in writing.taken.tree.items()
    ]
    if not writing.filters and not writing.included and not _ENVIRONMENTS & options.keys():
        kind = _class(sharing, "Template", writing)
        return ast.Call(ast.Attribute(call(kind, source, **options), "render"), [], given)
    function = _renderer(sharing, writing, options)
    return ast.Call(ast.Name(function), [source], given)


def _options(sharing: Sharing, writing: Writing) -> dict[str, ast.expr]:
    """The options of the environment, Airflow's own first."""
    stated = {name: _code(sharing, value) for name, value in sharing.known.options.items()}
    if "undefined" not in stated:
        stated = {"undefined": sharing.need("jinja2", "StrictUndefined"), **stated}
    if writing.does and "extensions" not in stated:
        stated["extensions"] = ast.List([ast.Constant(_DO)])
    return stated


def _code(sharing: Sharing, value: Value) -> ast.expr:
    match value:
        case Constant(value=plain):
            return ast.Constant(plain)
        case Items(items=items):
            return ast.List([_code(sharing, item) for item in items])
        case Entries(entries=entries):
            keys: list[ast.expr | None] = [ast.Constant(key) for key in entries]
            return ast.Dict(keys, [_code(sharing, item) for item in entries.values()])
        case Code(reads={}):
            return sharing.code(value)
    raise UnloweredError("jinja_environment_kwargs")


def _class(sharing: Sharing, kind: str, writing: Writing) -> ast.expr:
    if writing.native:
        return sharing.need("jinja2.nativetypes", f"Native{kind}")
    return sharing.need("jinja2", kind)


def _source(sharing: Sharing, text: str, stem: str) -> ast.expr:
    """The source as a literal; one of several lines, or a long one, is a constant of the module."""
    if "\n" not in text and len(text) <= _LONG:
        return ast.Constant(text)
    name = re.sub(r"\W+", "_", stem).strip("_").upper() or "TEXT"
    name = name if name.isidentifier() else f"_{name}"
    return ast.Name(sharing.define(f"{name}_TEMPLATE", "{name} = " + _braced(string(text))))


def _given(sharing: Sharing, path: tuple[str, ...], value: ast.expr | Tree) -> ast.expr:
    if isinstance(value, ast.expr):
        return value
    keys: list[ast.expr | None] = [ast.Constant(key) for key in value]
    made = ast.Dict(keys, [_given(sharing, (*path, key), inner) for key, inner in value.items()])
    return _without_none(made) if path == ("dag_run", "conf") else made


def _without_none(entries: ast.Dict) -> ast.expr:
    """The entries that a run was given: a parameter that it was not given is None."""
    key, value = ast.Name("key"), ast.Name("value")
    has = ast.Compare(value, [ast.IsNot()], [ast.Constant(None)])
    each = ast.comprehension(ast.Tuple([key, value]), method(entries, "items"), [has], 0)
    return ast.DictComp(key, value, [each])


def _renderer(sharing: Sharing, writing: Writing, options: dict[str, ast.expr]) -> str:
    """The name of a function of the module that renders with the environment that the templates have."""
    rows = []
    if writing.included:
        sources = {name: _source(sharing, text, name) for name, text in writing.included.items()}
        entries = ", ".join(
            f"{string(name)}: {ast.unparse(text)}" for name, text in sources.items()
        )
        loader = ast.unparse(sharing.need("jinja2", "DictLoader"))
        rows.append(f"loader = {loader}({{{entries}}})")
        options = {**options, "loader": ast.Name("loader")}
    made = call(_class(sharing, "Environment", writing), **options)
    rows.append(f"environment = {_text(made)}")
    for name in sorted({*writing.filters, *sharing.known.filters}):
        rows.append(f"environment.filters[{string(name)}] = {_text(_filter(sharing, name))}")
    rows.append("return environment.from_string(template).render(given)")
    kind = "object" if writing.native else "str"
    body = "\n    ".join([_DOC, *rows])
    head = f"def {{name}}(template: str, **given: object) -> {kind}:"
    return sharing.define("render_template", f"{head}\n    {_braced(body)}")


def _text(node: ast.expr) -> str:
    return ast.unparse(ast.fix_missing_locations(node))


def _filter(sharing: Sharing, name: str) -> ast.expr:
    """A filter of the DAG, or one of Airflow's own for dates."""
    own = sharing.known.filters.get(name)
    if own is not None:
        return sharing.code(own)
    made = date_filter(name, ast.Name("date"))
    if made is None or made.node is None:
        raise UnloweredError(f"| {name}")
    return ast.Lambda(ast.arguments([], [ast.arg("date")], None, [], [], None, []), made.node)


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
