"""Import statements: every name from where the version has it, under the name that it has there."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from polydag.frontends.airflow.names import is_airflow
from polydag.syntax.imports import absolute
from polydag.upgrades.airflow.codes import NameGone
from polydag.upgrades.airflow.names import REPLACED, is_gone, newest, place
from polydag.upgrades.airflow.text import Text

_WIDTH = 88


@dataclass(frozen=True)
class _Item:
    """A name that is imported: from where, and how it is called there and here."""

    module: str
    name: str
    local: str

    @property
    def text(self) -> str:
        return self.name if self.name == self.local else f"{self.name} as {self.local}"


def edit_imports(text: Text) -> None:
    """Rewrite what lies elsewhere, rename what is called otherwise, add what edits want."""
    edited: list[tuple[ast.ImportFrom, list[_Item]]] = []
    placed: set[_Item] = set()
    for node in text.nodes:
        if not isinstance(node, ast.ImportFrom) or not is_airflow(absolute(node, "") or "-"):
            continue
        old = [_Item(node.module or "", a.name, a.asname or a.name) for a in node.names]
        new = [item for before in old if (item := _moved(before, node, text)) is not None]
        if new != old:
            edited.append((node, new))
        elif not node.col_offset:
            placed.update(old)
    wanted = [_Item(module, name, name) for module, name in text.wanted if name]
    edited = _gathered(edited, [item for item in wanted if item not in placed], placed)
    for node, items in edited:
        _edit(node, items, text)
    _add([item for item in wanted if item not in placed], text)


def _gathered(
    edited: list[tuple[ast.ImportFrom, list[_Item]]], wanted: list[_Item], placed: set[_Item]
) -> list[tuple[ast.ImportFrom, list[_Item]]]:
    """What comes from one module stands in one statement, the first one of the file's own that is edited."""
    outer = [items for node, items in edited if not node.col_offset]
    found = []
    for node, items in edited:
        if node.col_offset:
            found.append((node, items))
            continue
        mine: dict[_Item, None] = {}
        for item in items:
            same = [
                one for others in (*outer, wanted) for one in others if one.module == item.module
            ]
            mine |= dict.fromkeys(one for one in same if one not in placed)
            placed.update(same)
        found.append((node, list(mine)))
    return found


def _edit(node: ast.ImportFrom, items: list[_Item], text: Text) -> None:
    column = node.col_offset
    rows = [*_comments(text.source.segment(node)), *_rows(items)]
    start, stop = text.source.range(node)
    if not rows and column:
        rows = ["pass"]
    if rows:
        text.edits.append((start, stop, f"\n{' ' * column}".join(rows)))
        return
    # The row goes with its line break.
    rest = text.source.text[stop:]
    stop += len(rest) - len(rest.lstrip(" \t"))
    text.edits.append((start, stop + (text.source.text[stop : stop + 1] == "\n"), ""))


def _moved(item: _Item, node: ast.ImportFrom, text: Text) -> _Item | None:
    """Where a name lies in the version; None for what edits have made superfluous."""
    if item.name == "*":
        return item
    before = f"{item.module}.{item.name}"
    if newest(before) in REPLACED and text.dialect.window == "point":
        return None
    after = place(before, text.dialect)
    if is_gone(after, text.dialect):
        text.tell(NameGone(name=before, version=text.dialect.version), node)
        return item
    module, _, name = after.rpartition(".")
    if name == item.name:
        return _Item(module, name, item.local)
    if item.local != item.name or {name, item.local} & text.bound or name in text.names:
        return _Item(module, name, item.local)
    for used in text.nodes:
        if isinstance(used, ast.Name) and used.id == item.local:
            text.put(used, name)
    return _Item(module, name, name)


def _rows(items: Iterable[_Item]) -> list[str]:
    """One statement for each module."""
    by_module: dict[str, list[_Item]] = {}
    for item in items:
        by_module.setdefault(item.module, []).append(item)
    return [_statement(module, found) for module, found in sorted(by_module.items())]


def _statement(module: str, items: list[_Item]) -> str:
    names = sorted((item.text for item in items), key=_rank)
    row = f"from {module} import {', '.join(names)}"
    if len(row) <= _WIDTH:
        return row
    return f"from {module} import (\n    " + ",\n    ".join(names) + ",\n)"


def _rank(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as import sorters have it."""
    bare = name.partition(" ")[0]
    return (0 if bare.isupper() else 1 if bare[:1].isupper() else 2), name


def _comments(segment: str) -> list[str]:
    """The comments inside a statement of several rows."""
    rows = segment.splitlines()
    return [f"#{row.partition('#')[2]}".rstrip() for row in rows if "#" in row]


def _add(items: list[_Item], text: Text) -> None:
    """What edits want and no statement of the file has place for, before the first one of Airflow."""
    modules = [module for module, name in text.wanted if not name and module not in text.names]
    rows = [*(f"import {module}" for module in modules), *_rows(items)]
    if not rows:
        return
    body = text.source.tree.body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    ours = [n for n in imports if is_airflow(_root(n))] or imports or body
    at = text.source.range(ours[0])[0]
    text.edits.append((at, at, "\n".join(rows) + "\n"))


def _root(node: ast.Import | ast.ImportFrom) -> str:
    return (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
