"""Data of a flow's body as values of the IR: results of tasks become references, code between tasks stays code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from polydag.frontends.prefect.handles import (
    Caught,
    FlowHandle,
    FlowParameter,
    Method,
    Output,
    RunFact,
    Stored,
    TaskHandle,
    Wrapped,
)
from polydag.ir.values import Code, ContextOf, Lookup, OutputOf, ParameterOf, Value, VariableOf
from polydag.syntax.convert import to_code, to_value
from polydag.syntax.data import Datum, FormatData, ListData, Unknown, parts

_METHODS = ("result", "wait")


class Values:
    """Turns data into values; `made` are the results of calls by their node, `renamed` replaces ids in templates of families."""

    def __init__(
        self, made: Mapping[int, Output], renamed: Mapping[int, str] | None = None
    ) -> None:
        self._made = made
        self._renamed = renamed or {}

    def value(self, datum: Datum) -> Value:
        """The datum as a value."""
        return to_value(datum, self._hook)

    def code(self, datum: Datum) -> Code:
        """The datum as an expression, also where it is a mere reference."""
        value = self.value(datum)
        if isinstance(value, Code):
            return value
        if isinstance(datum, Unknown):
            return to_code(self.plain(datum), self._hook)
        return Code(text="value", reads={"value": value})

    def _hook(self, datum: Datum) -> Value | None:
        match datum:
            case Output():
                task = self._renamed.get(id(datum.draft), datum.draft.id)
                return OutputOf(task=task, path=datum.path)
            case FlowParameter(name=name):
                return ParameterOf(name=name)
            case Caught(name=name):
                return VariableOf(name=name)
            case RunFact(key=key):
                return ContextOf(key=key)
            case Stored(what="variable", name=name, default=default):
                given = None if default is None else self.value(default)
                return Lookup(what="variable", name=name, default=given)
            case Stored(name=name):
                return Lookup(what="secret", name=name)
            case Wrapped(datum=inner):
                return self.value(inner)
            case ListData(partial=True, items=[Output() as only]):
                return self._hook(only)
            case Unknown():
                plain = self.plain(datum)
                return None if plain is datum else to_value(plain, self._hook)
        return None

    def plain(self, datum: Unknown) -> Unknown:
        """The expression with the calls of tasks inside it replaced by names for their results, and futures by values."""
        reads = dict(datum.reads or {})
        builders = {n for n, d in reads.items() if isinstance(d, TaskHandle | FlowHandle | Method)}
        futures = {n for n, d in reads.items() if isinstance(d, Output) and d.is_future}
        if isinstance(datum, FormatData) or not builders | futures:
            return datum
        # In brackets, as the text of an expression may go over several lines.
        tree = ast.parse(f"({datum.text})", mode="eval")
        results = list(_made_calls(datum.node, self._made)) if datum.node is not None else []
        rewrite = _Rewrite(builders, futures, results)
        text = ast.unparse(rewrite.visit(tree))
        if text == datum.text:
            return datum
        kept = {name: d for name, d in reads.items() if name not in builders}
        return Unknown(text, datum.names, kept | rewrite.bound, datum.node, datum.module)


def _made_calls(node: ast.AST, made: Mapping[int, Output]) -> Iterator[Output]:
    """The results of the outermost calls in an expression that made tasks, in source order."""
    if isinstance(node, ast.Call) and id(node) in made:
        yield made[id(node)]
        return
    for child in ast.iter_child_nodes(node):
        yield from _made_calls(child, made)


class _Rewrite(ast.NodeTransformer):
    """Puts names in place of calls of tasks and of `future.result()`."""

    def __init__(self, builders: set[str], futures: set[str], results: list[Output]) -> None:
        self._builders = builders
        self._futures = futures
        self._results = iter(results)
        self.bound: dict[str, Datum] = {}

    def visit_Call(self, node: ast.Call) -> ast.expr:
        root: ast.expr = node
        while isinstance(root, ast.Call | ast.Attribute):
            root = root.func if isinstance(root, ast.Call) else root.value
        name = root.id if isinstance(root, ast.Name) else ""
        if name in self._builders:
            result = next(self._results, None)
            if result is not None:
                return self._named(result)
        if (
            name in self._futures
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _METHODS
        ):
            return node.func.value
        self.generic_visit(node)
        return node

    def _named(self, result: Output) -> ast.Name:
        name = re.sub(r"\W", "_", result.draft.id) + "_result"
        self.bound[name] = result
        return ast.Name(name, ast.Load())


def outputs_in(datum: Datum) -> Iterator[Output]:
    """The results of tasks that a datum is made of."""
    for part in parts(datum):
        if isinstance(part, Output):
            yield part
        elif isinstance(part, Wrapped):
            yield from outputs_in(part.datum)
        elif isinstance(part, FormatData):
            for piece in part.parts:
                yield from outputs_in(piece)
        elif isinstance(part, Unknown):
            for read in (part.reads or {}).values():
                if read is not part:
                    yield from outputs_in(read)
