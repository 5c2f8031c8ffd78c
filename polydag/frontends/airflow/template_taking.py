"""What a template that jinja2 renders is given: values by the path under which the template asks for them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from jinja2 import nodes

from polydag.frontends.airflow.template_dates import MACROS
from polydag.frontends.airflow.template_parts import Sharing, UnloweredError

Tree: TypeAlias = "dict[str, ast.expr | Tree]"

# Methods and attributes that only the dates of Airflow have.
_PENDULUM = frozenset(
    {"in_timezone", "in_tz", "start_of", "end_of", "set_timezone", "subtract", "diff_for_humans"}
    | {"to_date_string", "to_datetime_string", "to_iso8601_string", "int_timestamp", "day_of_year"}
)
_SIGNATURES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("ds_add",): ("ds", "days"),
    ("ds_format",): ("ds", "input_format", "output_format"),
}
_OBJECTS = ("macros", "ti", "task_instance")


@dataclass
class Taken:
    """Values by their path: what is nested is a dict, of which jinja2 takes attributes too."""

    tree: Tree = field(default_factory=dict)

    def give(self, keys: tuple[str, ...], node: ast.expr) -> None:
        """Let a path lead to a value."""
        level = self.tree
        for key in keys[:-1]:
            inner = level.setdefault(key, {})
            if not isinstance(inner, dict):
                raise UnloweredError(".".join(keys))
            level = inner
        level.setdefault(keys[-1], node)

    def name(self, source: str, node: ast.expr, sharing: Sharing) -> str:
        """A name for what stands in the template under no path; the same code has one name."""
        for known, given in self.tree.items():
            if isinstance(given, ast.expr) and ast.dump(given) == ast.dump(node):
                return known
        wanted = node.id if isinstance(node, ast.Name) else _words(source)
        name, number = wanted, 2
        while name in self.tree or name in sharing.bound:
            name, number = f"{wanted}_{number}", number + 1
        self.tree[name] = node
        return name


def _words(source: str) -> str:
    """`macros.ds_add(…)` → `ds_add`, `logical_date.add(…)` → `logical_date_add`."""
    words = [word.strip() for word in source.partition("(")[0].split(".")]
    return "_".join(words[1:] if words[0] in _OBJECTS else words)


def path_of(node: nodes.Node) -> tuple[str, ...] | None:
    """The keys that an expression takes one after the other, from the context on; None for anything else."""
    match node:
        case nodes.Name(name=name):
            return (name,)
        case nodes.Getattr(node=owner, attr=name):
            before = path_of(owner)
        case nodes.Getitem(node=owner, arg=nodes.Const(value=str() as name)):
            before = path_of(owner)
        case nodes.Call(
            node=nodes.Getattr(node=owner, attr="get"), args=[nodes.Const(value=str() as name), *_]
        ):
            before = path_of(owner)
        case _:
            return None
    return None if before is None else (*before, name)


def macro(sharing: Sharing, source: str) -> tuple[tuple[str, ...], ast.expr] | None:
    """The path and the function behind a call of `macros`, whatever it is given."""
    path = tuple(word.strip() for word in source.partition("(")[0].split("."))
    rule = MACROS.get(path[1:])
    if rule is None:
        return None
    names = _SIGNATURES.get(path[1:], ())
    made = rule(sharing, [ast.Name(name) for name in names], {}).node
    if names and made is not None:
        head = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
        return path, ast.Lambda(head, made)
    return (path, made.func) if isinstance(made, ast.Call) else None


def is_plain_step(name: str) -> bool:
    """Whether the dates of Python have the attribute too, with the same meaning."""
    return name in dir(datetime) and name not in ("add", "subtract")


def is_of_pendulum(name: str) -> bool:
    """Whether only Airflow's dates have the attribute."""
    return name in _PENDULUM
