"""Keys of the context that Airflow 3 took out, in templates and in bodies: the same moment from the logical date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polydag.backends.airflow.codes import ContextKeyComputed
from polydag.backends.airflow.versions.bodies import interval_of
from polydag.backends.airflow.versions.dialect import SDK
from polydag.ir.pipeline import Module
from polydag.upgrades.airflow.codes import KeyGone
from polydag.upgrades.airflow.names import newest
from polydag.upgrades.airflow.text import Text

# How far from the logical date: a day, or an interval of the schedule; and the form that it is given in.
_SHIFTS = {
    "execution_date": ("", ""),
    "next_ds": ("+ interval", "ds"),
    "next_ds_nodash": ("+ interval", "ds_nodash"),
    "next_execution_date": ("+ interval", ""),
    "prev_ds": ("- interval", "ds"),
    "prev_ds_nodash": ("- interval", "ds_nodash"),
    "prev_execution_date": ("- interval", ""),
    "tomorrow_ds": ("+ day", "ds"),
    "tomorrow_ds_nodash": ("+ day", "ds_nodash"),
    "yesterday_ds": ("- day", "ds"),
    "yesterday_ds_nodash": ("- day", "ds_nodash"),
}
_FORMS = {"ds": "%Y-%m-%d", "ds_nodash": "%Y%m%d"}
_BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(rf"(?<![\w.'\"])(?:{'|'.join(sorted(_SHIFTS, key=len, reverse=True))})(?!\w)")
# The date of a run object, which has the new name as well.
_OBJECTS = re.compile(r"\b(dag_run|ti|task_instance)\.execution_date\b")
_HOLDERS = frozenset({"context", "kwargs"})


@dataclass(frozen=True)
class _Gone:
    """A file's keys that are gone; `interval` is that of its schedules as arguments of `timedelta`, where they have one;
    `places` are the arguments that texts stand in."""

    text: Text
    interval: str | None
    places: Mapping[int, str]

    def span(self, key: str) -> tuple[str, str] | None:
        """The sign and the length of the shift; None where nobody knows it."""
        sign, _, what = _SHIFTS[key][0].partition(" ")
        length = "days=1" if what == "day" else self.interval
        if not sign:
            return "", ""
        return (sign, length) if length is not None else None

    def template(self, key: str) -> str | None:
        """The key as an expression of Jinja."""
        known = self.span(key)
        if known is None:
            return None
        moment = "logical_date"
        if known[0]:
            moment = f"(logical_date {known[0]} macros.timedelta({known[1]}))"
        form = _SHIFTS[key][1]
        return f"({moment} | {form})" if form else moment

    def python(self, holder: str, key: str, quote: str) -> str | None:
        """The key as an expression of Python."""
        known = self.span(key)
        if known is None:
            return None
        moment = f"{holder}[{quote}logical_date{quote}]"
        if known[0]:
            self.text.want("datetime", "timedelta")
            moment = f"({moment} {known[0]} timedelta({known[1]}))"
        form = _FORMS.get(_SHIFTS[key][1])
        return f"{moment}.strftime({quote}{form}{quote})" if form else moment


def edit_context(text: Text, module: Module | None) -> None:
    """Rewrite every key whose value can be said, tell the others; Airflow 2 still has them all."""
    if text.dialect.window == "preceding":
        return
    intervals = {interval_of(pipeline) for pipeline in module.pipelines} if module else set()
    gone = _Gone(text, intervals.pop() if len(intervals) == 1 else None, _places(text))
    docs = {id(node) for node in _docstrings(text)}
    for node in text.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            _template(node, gone)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            _function(node, gone)


def _places(text: Text) -> dict[int, str]:
    """The keyword argument around every constant, by the constant's identity."""
    keywords = [node for node in text.nodes if isinstance(node, ast.keyword) and node.arg]
    return {
        id(inner): str(keyword.arg)
        for keyword in keywords
        for inner in ast.walk(keyword.value)
        if isinstance(inner, ast.Constant)
    }


def _docstrings(text: Text) -> Iterator[ast.expr]:
    for node in text.nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _template(node: ast.Constant, gone: _Gone) -> None:
    if "{{" not in str(node.value) and "{%" not in str(node.value):
        return
    segment = gone.text.source.segment(node)
    told: dict[str, bool] = {}

    def key(match: re.Match[str]) -> str:
        new = gone.template(match.group())
        told[match.group()] = new is not None
        return new if new is not None else match.group()

    def block(match: re.Match[str]) -> str:
        return _OBJECTS.sub(r"\1.logical_date", _WORD.sub(key, match.group()))

    new = _BLOCK.sub(block, segment)
    if new != segment:
        gone.text.put(node, new)
    for word, is_said in told.items():
        _tell(word, is_said, gone.places.get(id(node), "template"), gone.text, node)


def _tell(key: str, is_said: bool, where: str, text: Text, node: ast.AST) -> None:
    if not is_said:
        text.tell(KeyGone(key=key, version=text.dialect.version), node)
    elif _SHIFTS[key][0]:
        text.tell(ContextKeyComputed(key=key, function=where), node)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, gone: _Gone) -> None:
    """A body: what it takes from the context by key, by name, and from the objects of the run."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = {argument.arg: argument for argument in arguments}
    holders = {name for name in named if name in _HOLDERS}
    holders |= {node.args.kwarg.arg} if node.args.kwarg is not None else set()
    inner = list(ast.walk(node))
    for one in inner:
        if isinstance(one, ast.Assign) and _is_current(one.value, gone.text):
            holders |= {target.id for target in one.targets if isinstance(target, ast.Name)}
    for one in inner:
        if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant):
            _key(one, node.name, holders, gone)
        elif isinstance(one, ast.Attribute) and one.attr == "execution_date":
            _attribute(one, holders, set(named), gone)
    if "execution_date" in named and "logical_date" not in named:
        gone.text.put(named["execution_date"], "logical_date")
        for one in inner:
            if isinstance(one, ast.Name) and one.id == "execution_date":
                gone.text.put(one, "logical_date")
    for name in named.keys() & (_SHIFTS.keys() - {"execution_date"}):
        gone.text.tell(KeyGone(key=name, version=gone.text.dialect.version), named[name])


def _is_current(node: ast.expr, text: Text) -> bool:
    current = f"{SDK}.get_current_context"
    return isinstance(node, ast.Call) and newest(text.qualified(node.func)) == current


def _key(node: ast.Subscript, function: str, holders: set[str], gone: _Gone) -> None:
    assert isinstance(node.slice, ast.Constant)
    key = str(node.slice.value)
    if key not in _SHIFTS or not isinstance(node.value, ast.Name) or node.value.id not in holders:
        return
    quote = gone.text.source.segment(node.slice)[0]
    new = gone.python(node.value.id, key, quote)
    if new is not None:
        gone.text.put(node, new)
    _tell(key, new is not None, function, gone.text, node)


def _attribute(node: ast.Attribute, holders: set[str], named: set[str], gone: _Gone) -> None:
    """`ti.execution_date`, `context["dag_run"].execution_date`."""
    value = node.value
    is_object = isinstance(value, ast.Name) and value.id in (
        {"dag_run", "ti", "task_instance"} & named
    )
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        held = isinstance(value.value, ast.Name) and value.value.id in holders
        is_object = held and value.slice.value in ("dag_run", "ti", "task_instance")
    if is_object:
        gone.text.put(node, f"{gone.text.source.segment(value)}.logical_date")
