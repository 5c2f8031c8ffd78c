"""Literals and arguments of a file, what each is changed to, and which argument of which of Airflow's things it belongs to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from polydag.frontends.airflow.names import canonical, is_airflow


class Pair(NamedTuple):
    """An operator (or decorator, or another name of Airflow) and one of its arguments."""

    operator: str
    argument: str


@dataclass(frozen=True)
class Site:
    """A place in a file, as bytes, and what is put there; `pair` is None for what is no argument of Airflow's.

    `call` tells the calls of a file apart.
    """

    line: int
    start: int
    stop: int
    replacement: str
    shown: str
    pair: Pair | None = None
    call: int = 0

    def applied(self, text: str) -> str:
        data = text.encode()
        return (data[: self.start] + self.replacement.encode() + data[self.stop :]).decode()


_OTHER_WORDS = {
    "one_failed": "all_failed",
    "all_done": "one_success",
    # Not all_success: below a single task the two are one rule.
    "none_failed_min_one_success": "all_done",
    "0 2 * * *": "0 3 * * *",
    "@daily": "@weekly",
    "@once": "@daily",
    "UTC": "Europe/Berlin",
    # JSON knows seven types, and no other.
    "string": "number",
    "integer": "string",
}
_CRON = re.compile(r"\S+( \S+){4}")


def other_than(value: object) -> str | None:
    """Another value of the same kind as code; None where there is none."""
    match value:
        case bool():
            return repr(not value)
        case int() | float():
            return repr(value + 1)
        case str() if (
            value not in _OTHER_WORDS and _CRON.fullmatch(value) and value[0] in "*0123456789"
        ):
            return repr(f"7 {value.partition(' ')[2]}")
        case str():
            return repr(_OTHER_WORDS.get(value, value + "_changed"))
    return None


def sites(text: str, bodies: frozenset[str]) -> Iterator[Site]:
    """Every literal, one in each of the functions that are `bodies` of tasks, and every argument without a literal as a whole."""
    return _File(text, bodies).sites()


class _File:
    """One file and where its parts stand."""

    def __init__(self, text: str, bodies: frozenset[str]) -> None:
        self.text = text
        self.data = text.encode()
        self.tree = ast.parse(text)
        self.bodies = bodies
        lines = self.data.splitlines(keepends=True)
        self.offsets = [0]
        for line in lines:
            self.offsets.append(self.offsets[-1] + len(line))
        self.imported = dict(_imports(self.tree))
        self.passed_over = self._passed_over()
        self.pairs: dict[ast.AST, tuple[Pair, int]] = {}
        self._name_pairs(self.tree, None)

    def sites(self) -> Iterator[Site]:
        for node in ast.walk(self.tree):
            if node in self.passed_over:
                continue
            if isinstance(node, ast.Constant):
                replacement = other_than(node.value)
                if replacement is not None:
                    yield self._site(node, *self._place(node), replacement)
            elif isinstance(node, ast.Call):
                yield from self._without_literals(node)

    def _site(self, node: ast.expr | ast.keyword, start: int, stop: int, replacement: str) -> Site:
        shown = " ".join(ast.unparse(node).split())[:40]
        pair, call = self.pairs.get(node, (None, 0))
        return Site(node.lineno, start, stop, replacement, shown, pair, call)

    def _without_literals(self, call: ast.Call) -> Iterator[Site]:
        """Named arguments in which there is nothing to change: they are left out."""
        given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        given.sort(key=lambda argument: self._place(argument)[0])
        for keyword in call.keywords:
            is_default = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
            inner = (n for n in ast.walk(keyword.value) if isinstance(n, ast.Constant))
            changed = any(other_than(n.value) and n not in self.passed_over for n in inner)
            if keyword.arg is None or changed or is_default:
                continue
            start, stop = self._place(keyword)
            after = given[given.index(keyword) + 1 :]
            comma = re.match(rb"\s*,", self.data[stop:])
            stop = self._place(after[0])[0] if after else stop + (comma.end() if comma else 0)
            yield self._site(keyword, start, stop, "")

    def _place(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.offsets[node.lineno - 1] + node.col_offset,
            self.offsets[node.end_lineno - 1] + node.end_col_offset,
        )

    def _passed_over(self) -> set[ast.AST]:
        """Docstrings, parts of f-strings, annotations; all of a body but its first literal, as its text is carried whole."""
        found: set[ast.AST] = set()
        for node in ast.walk(self.tree):
            match node:
                case ast.Expr(value=ast.Constant() as text):
                    found.add(text)
                case ast.JoinedStr():
                    found.update(ast.walk(node))
                case (
                    ast.AnnAssign(annotation=annotation)
                    | ast.arg(annotation=ast.expr() as annotation)
                ):
                    found.update(ast.walk(annotation))
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    found.update(ast.walk(node.returns) if node.returns else ())
                    found.update(self._rest_of_body(node) if node.name in self.bodies else ())
        return found

    def _rest_of_body(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.AST]:
        documented = ast.get_docstring(function) is not None
        inner = [n for statement in function.body[documented:] for n in ast.walk(statement)]
        texts = {n for node in inner if isinstance(node, ast.JoinedStr) for n in ast.walk(node)}
        first = next(
            (
                n
                for n in inner
                if isinstance(n, ast.Constant) and n not in texts and other_than(n.value)
            ),
            None,
        )
        return [node for node in inner if node is not first]

    def _name_pairs(self, node: ast.AST, pair: tuple[Pair, int] | None) -> None:
        """Give every node the innermost argument of Airflow's that it belongs to."""
        if pair is not None:
            self.pairs[node] = pair
        operator = self._operator(node.func) if isinstance(node, ast.Call) else None
        for child in ast.iter_child_nodes(node):
            argument = _argument(node, child) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and operator is not None and argument is not None:
                self._name_pairs(child, (Pair(operator, argument), self._place(node)[0]))
            else:
                self._name_pairs(child, pair)

    def _operator(self, function: ast.expr) -> str | None:
        """What is called, by the last words of its canonical name; None for what is not Airflow's, and for steps on the way."""
        qualified = canonical(_qualified(function, self.imported))
        if not is_airflow(qualified):
            return None
        words = qualified.split(".")
        last = words[-2:] if words[-2] in ("task", "asset", "Asset", "Variable") else words[-1:]
        if words[-1] in ("partial", "expand") and len(words) > 1:
            last = words[-2:-1]
        return ".".join(last)


def _argument(call: ast.Call, part: ast.AST) -> str | None:
    if isinstance(part, ast.keyword):
        return part.arg
    return f"argument {call.args.index(part) + 1}" if part in call.args else None


def _qualified(node: ast.expr, imported: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return imported.get(name, "")
        case ast.Attribute(value=value, attr=name):
            owner = _qualified(value, imported)
            return f"{owner}.{name}" if owner else ""
    return ""


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield alias.asname or alias.name.partition(".")[0], alias.name
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    yield alias.asname or alias.name, f"{module}.{alias.name}"
