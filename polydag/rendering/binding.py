"""Expressions of an author in which names become other expressions."""

from __future__ import annotations

import ast
from collections.abc import Mapping

# Atoms need no parentheses wherever they are put.
_ATOMS = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.List, ast.Dict)


def bound(text: str, replaced: Mapping[str, str]) -> str:
    """An expression of the author in which free names are replaced by expressions."""
    tree = ast.parse(text, mode="eval")
    spots = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in replaced and node.id != replaced[node.id]
    ]
    offsets = _line_offsets(text)
    for node in sorted(spots, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        start = offsets[node.lineno - 1] + _characters(text, offsets, node)
        new = replaced[node.id]
        if not isinstance(ast.parse(new, mode="eval").body, _ATOMS):
            new = f"({new})"
        text = text[:start] + new + text[start + len(node.id) :]
    return text


def _line_offsets(text: str) -> list[int]:
    offsets, total = [], 0
    for line in text.split("\n"):
        offsets.append(total)
        total += len(line) + 1
    return offsets


def _characters(text: str, offsets: list[int], node: ast.Name) -> int:
    """`col_offset` counts bytes."""
    start = offsets[node.lineno - 1]
    line = text[start:].split("\n", 1)[0]
    return len(line.encode()[: node.col_offset].decode())
