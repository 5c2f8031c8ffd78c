"""Templates: what `{{ … }}` takes from the run, as values of the IR."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from polydag.ir.values import Constant, ContextOf, Lookup, OutputOf, ParameterOf, Text, Value

# Facts of a run, by Airflow's name; the IR has the same words but for these.
CONTEXT_KEYS = frozenset(
    {
        "data_interval_end",
        "data_interval_start",
        "ds",
        "ds_nodash",
        "logical_date",
        "next_ds",
        "prev_data_interval_end_success",
        "prev_data_interval_start_success",
        "prev_ds",
        "prev_start_date_success",
        "run_id",
        "tomorrow_ds",
        "ts",
        "ts_nodash",
        "ts_nodash_with_tz",
        "yesterday_ds",
        "partition_key",
    }
)
SYNONYMS = {
    "execution_date": "logical_date",
    "next_execution_date": "data_interval_end",
    "prev_execution_date": "prev_logical_date",
}
# Attributes of the objects in the context that are facts of the run.
MEMBERS = {
    ("ti", "task_id"): "task_id",
    ("ti", "dag_id"): "pipeline",
    ("ti", "run_id"): "run_id",
    ("ti", "try_number"): "try_number",
    ("ti", "map_index"): "map_index",
    ("task", "task_id"): "task_id",
    ("task", "dag_id"): "pipeline",
    ("dag", "dag_id"): "pipeline",
    ("dag_run", "run_id"): "run_id",
    ("dag_run", "dag_id"): "pipeline",
    ("dag_run", "logical_date"): "logical_date",
    ("dag_run", "execution_date"): "logical_date",
    ("dag_run", "data_interval_start"): "data_interval_start",
    ("dag_run", "data_interval_end"): "data_interval_end",
}
OBJECTS = {"task_instance": "ti", "ti": "ti", "task": "task", "dag": "dag", "dag_run": "dag_run"}

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Template:
    """A string that is rendered: its value, or the part that has no neutral meaning."""

    value: Value | None
    unread: str | None = None


def is_template(text: str) -> bool:
    """Whether Airflow would render something in it."""
    return "{{" in text or "{%" in text or "{#" in text


def parse(text: str) -> Template:
    """A template as a text of parts."""
    statement = re.search(r"\{[%#].*?[%#]\}", text, re.DOTALL)
    if statement is not None:
        return Template(None, statement.group())
    parts: list[Value] = []
    position = 0
    for match in _EXPRESSION.finditer(text):
        value = _expression(match.group(1).strip())
        if value is None:
            return Template(None, match.group())
        if match.start() > position:
            parts.append(Constant(value=text[position : match.start()]))
        parts.append(value)
        position = match.end()
    if position < len(text):
        parts.append(Constant(value=text[position:]))
    rest = "".join(str(part.value) for part in parts if isinstance(part, Constant))
    if "{{" in rest:
        return Template(None, text)
    return Template(Text(parts=tuple(parts)))


def _expression(text: str) -> Value | None:
    try:
        node = ast.parse(text.strip("- "), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return _value(node)


def _value(node: ast.expr) -> Value | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool):
        return Constant(value=node.value)
    if isinstance(node, ast.Name):
        key = SYNONYMS.get(node.id, node.id)
        return ContextOf(key=key) if key in CONTEXT_KEYS else None
    path = _path(node)
    if path is not None:
        return _member(path)
    if isinstance(node, ast.Call):
        return _call(node)
    if isinstance(node, ast.Subscript):
        return _item(node)
    return None


def _path(node: ast.expr) -> list[str] | None:
    """`a.b["c"]` as its names."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        inner = _path(node.value)
        return None if inner is None else [*inner, node.attr]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        inner = _path(node.value)
        return None if inner is None else [*inner, str(node.slice.value)]
    return None


def _member(path: list[str]) -> Value | None:
    match path:
        case ["params", name]:
            return ParameterOf(name=name)
        case ["var", "value", name]:
            return Lookup(what="variable", name=name)
        case ["conn", name, field]:
            return Lookup(what="connection", name=name, field=field)
        case [object_name, member] if object_name in OBJECTS:
            fact = MEMBERS.get((OBJECTS[object_name], member))
            return None if fact is None else ContextOf(key=fact)
    return None


def _call(node: ast.Call) -> Value | None:
    path = _path(node.func)
    constants = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    if path is None or len(constants) < len(node.args):
        return None
    match path:
        case ["ti" | "task_instance", "xcom_pull"]:
            return _pull(node)
        case ["params", "get"] if constants:
            return ParameterOf(name=str(constants[0]))
        case ["var", "value", "get"] if constants:
            default = Constant(value=constants[1]) if len(constants) > 1 else None
            return Lookup(what="variable", name=str(constants[0]), default=default)
    return None


def _pull(node: ast.Call) -> Value | None:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    for name, arg in zip(("task_ids", "dag_id", "key"), node.args, strict=False):
        given[name] = arg
    if not set(given) <= {"task_ids", "key"} or "task_ids" not in given:
        return None
    values = {name: arg.value for name, arg in given.items() if isinstance(arg, ast.Constant)}
    if len(values) < len(given) or not isinstance(values["task_ids"], str):
        return None
    key = values.get("key", "return_value")
    return OutputOf(task=values["task_ids"], output="result" if key == "return_value" else str(key))


def _item(node: ast.Subscript) -> Value | None:
    """A key of a pulled output."""
    inner = _value(node.value)
    if not isinstance(inner, OutputOf) or not isinstance(node.slice, ast.Constant):
        return None
    key = node.slice.value
    if not isinstance(key, str | int):
        return None
    return inner.model_copy(update={"path": (*inner.path, key)})
