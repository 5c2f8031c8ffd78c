"""The style that a formatter cannot check: sizes, names, docstrings, `Any`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules, name, parsed

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
MODULES = modules()
# Syntax trees, and objects of an engine, are named and typed by others or not at all.
MAY_SAY_ANY = re.compile(r"polydag/(syntax/|runs/\w+/worker\w*\.py|runs/child/)")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_keeps_the_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = parsed(path)
    assert text.count("\n") <= LONGEST_MODULE, "split the module"
    assert ast.get_docstring(tree), "say in a sentence what the module does"
    assert path.stem not in ("utils", "helpers", "common", "misc"), "name the noun"
    assert _too_long(tree) == []
    if not MAY_SAY_ANY.match(name(path)):
        assert _badly_named(tree) == []
        assert _says_any(tree) == []


def test_no_registry_and_no_path_of_a_machine_is_written_down() -> None:
    hosts = re.compile(r"(pypi|pythonhosted)\.org|/root/|/home/\w")
    files = [
        *ROOT.glob("*.t*"),
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("polydag/**/*.txt"),
        ROOT / "Makefile",
    ]
    assert [name(file) for file in files if hosts.search(file.read_text(encoding="utf-8"))] == []


def _functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _too_long(tree: ast.Module) -> list[str]:
    sizes = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in _functions(tree)}
    return [
        f"{function} has {size} lines"
        for function, size in sizes.items()
        if size > LONGEST_FUNCTION
    ]


def _badly_named(tree: ast.Module) -> list[str]:
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    # What overrides something of a library is named by the library.
    overriding = {id(item) for node in classes if node.bases for item in node.body}
    functions = [function.name for function in _functions(tree) if id(function) not in overriding]
    return [
        *(f for f in functions if re.match(r"_?(get|do|process)_", f)),
        *(c.name for c in classes if re.search(r"Manager$|^Base|Impl$", c.name)),
    ]


def _says_any(tree: ast.Module) -> list[int]:
    return [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "Any"
    ]
