"""The project's own source files, for tests about all of them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "polydag"


def modules() -> list[Path]:
    """Every Python file of the product, sorted."""
    return sorted(PRODUCT.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The file's tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that the file imports, wherever the statement stands; of `from a import b` also `a.b`."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def name(path: Path) -> str:
    """The path from the root, for messages."""
    return path.relative_to(ROOT).as_posix()
