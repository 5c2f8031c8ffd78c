"""The pass over scopes finds the names that Python's own symbol table finds."""

from __future__ import annotations

import ast
import symtable
from pathlib import Path

import pytest

import polydag
from polydag.syntax.functions import function_text
from polydag.syntax.scoping import blocks_of

_PACKAGE = Path(polydag.__file__).parent
_FOLDERS = (_PACKAGE / "syntax", _PACKAGE / "dsl", _PACKAGE.parent / "tests" / "golden")
_SOURCES = [path for folder in _FOLDERS for path in sorted(folder.rglob("*.py"))]

SCOPES = '''
import os.path as path, json
from typing import *
global shared
shared = 1
total: "Total" = (last := 3)
del shared
rows = [[cell + edge for cell in row if cell > low] for row in grid]
pick = lambda a, b=default, *rest, c=limit, **more: a + b + c + other + pick


@decorated(lambda: mark)
def outer(x: "list[Quoted]", y: Plain = start) -> "Result":
    """Doc."""
    global counter
    counter = x
    seen = 0
    found = {key: (picked := value) for key, value in pairs if picked}

    def inner():
        nonlocal seen
        seen += counter
        return [seen, y, len(path)]

    class Local(Base, metaclass=Meta):
        size = seen
        other: "Size" = size

        def method(self):
            super().method()
            return size, Local, [seen for _ in self]

    try:
        pass
    except (ValueError, json.Error) as error:
        print(error)
    match x:
        case [first, *others] | {"k": first, **others} if first:
            return first, others
        case Point(z=0) as point:
            return point
    del seen
    return inner, Local
'''


def _of_symtable(text: str) -> set[str]:
    """The names that a text takes from around it, as the symbol table of Python has them."""
    table = symtable.symtable(text, "<text>", "exec")
    symbols = table.get_symbols()
    own = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    inner = set[str]().union(*(_open(child) for child in table.get_children()))
    return {s.get_name() for s in symbols if s.is_referenced()} | (inner - own)


def _open(table: symtable.SymbolTable) -> set[str]:
    symbols = table.get_symbols()
    found = {s.get_name() for s in symbols if s.is_global() or s.is_declared_global()}
    return found.union(*(_open(child) for child in table.get_children()))


def _text_of(statement: ast.stmt, text: str) -> str:
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
    return "\n".join(text.split("\n")[first - 1 : statement.end_lineno])


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_statements_and_functions_take_what_the_symbol_table_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    blocks = blocks_of(ast.parse(text))
    for statement, block in blocks.statements.items():
        quoted = block.quoted
        assert block.taken == _of_symtable(_text_of(statement, text)) | quoted, statement.lineno
    for node, function in blocks.functions.items():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            alone = _of_symtable(function_text(node, text)) - {node.name}
            taken = function.signature.taken - function.signature.quoted
            assert taken - {node.name} == alone - function.signature.quoted, node.lineno


def test_every_kind_of_binding_and_scope_is_resolved_as_python_does() -> None:
    tree = ast.parse(SCOPES)
    for statement, block in blocks_of(tree).statements.items():
        text = _text_of(statement, SCOPES)
        assert block.taken - block.quoted == _of_symtable(text) - block.quoted, text


def test_a_module_defines_what_its_statements_bind() -> None:
    table = symtable.symtable(SCOPES, "<text>", "exec")
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    assert blocks_of(ast.parse(SCOPES)).defined - {"*"} == bound


def test_a_walrus_in_a_comprehension_binds_around_it() -> None:
    tree = ast.parse("found = [(last := row) for group in rows for row in group]")
    assert blocks_of(tree).defined == {"found", "last"}


def test_quoted_annotations_are_taken_wherever_they_stand() -> None:
    blocks = blocks_of(ast.parse(SCOPES))
    assert {name for b in blocks.statements.values() for name in b.quoted} == {
        "Total",
        "Quoted",
        "list",
        "Result",
        "Size",
    }


def test_what_a_literal_lists_and_what_is_said_beside_a_type_are_no_types() -> None:
    text = 'def f(x: Literal["a"], y: Annotated["Row", Field(title="N")], z: list["Cell"]): ...'
    blocks = blocks_of(ast.parse(text))
    assert {name for b in blocks.statements.values() for name in b.quoted} == {"Row", "Cell"}


def test_a_function_that_changes_a_local_around_it_takes_it() -> None:
    functions = blocks_of(ast.parse(SCOPES)).functions
    inner = next(b for n, b in functions.items() if getattr(n, "name", "") == "inner")
    assert inner.signature.taken == {"seen", "counter", "y", "len", "path"}
    assert inner.enclosing is not None
    assert set(inner.enclosing.bound) >= {"x", "y", "seen", "inner", "Local", "error", "first"}


def test_a_function_yields_and_gives_by_its_own_statements_only() -> None:
    text = "def f():\n    def g():\n        yield 1\n        return 2\n    return None\n"
    found = {getattr(n, "name", ""): b for n, b in blocks_of(ast.parse(text)).functions.items()}
    assert (found["f"].yields, found["f"].gives) == (False, False)
    assert (found["g"].yields, found["g"].gives) == (True, True)
