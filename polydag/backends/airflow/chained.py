"""Expressions over outputs that Airflow has methods for: `output.map(f)`, `.zip(…)`, `.concat(…)`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from polydag.ir.values import Code, OutputOf, Value


def is_chain(value: Value) -> bool:
    """Whether a value is an output that is mapped, zipped or joined, and nothing else."""
    return isinstance(value, Code) and bool(value.reads) and chained(value, _nothing) is not None


def chained(value: Code, spell: Callable[[OutputOf], str]) -> str | None:
    """The value by Airflow's methods; None where it is something else."""
    outputs = {name: read for name, read in value.reads.items() if isinstance(read, OutputOf)}
    if len(outputs) < len(value.reads):
        return None
    node = ast.parse(f"(\n{value.text}\n)", mode="eval").body
    return None if isinstance(node, ast.Name) else _spelt(node, outputs, spell)


def _nothing(output: OutputOf) -> str:
    return ""


def _spelt(
    node: ast.expr, reads: Mapping[str, OutputOf], spell: Callable[[OutputOf], str]
) -> str | None:
    match node:
        case ast.Name(id=name) if name in reads:
            return spell(reads[name])
        case ast.ListComp(elt=element, generators=[ast.comprehension(target=ast.Name(), ifs=[])]):
            [generator] = node.generators
            over = _spelt(generator.iter, reads, spell)
            function = _function(element, ast.unparse(generator.target), reads)
            return None if over is None or function is None else f"{over}.map({function})"
        case ast.List(elts=[ast.Starred(), *_] as items):
            starred = [item.value for item in items if isinstance(item, ast.Starred)]
            return (
                _method("concat", starred, "", reads, spell) if starred[len(items) - 1 :] else None
            )
        case ast.Call(
            func=ast.Name(id="list"),
            args=[ast.Call(func=ast.Name(id="zip" | "zip_longest"), args=args, keywords=keywords)],
        ):
            named = "".join(f", {ast.unparse(keyword)}" for keyword in keywords)
            return _method("zip", args, named, reads, spell)
    return None


def _method(
    name: str,
    items: list[ast.expr],
    named: str,
    reads: Mapping[str, OutputOf],
    spell: Callable[[OutputOf], str],
) -> str | None:
    found = [_spelt(item, reads, spell) for item in items]
    known = [text for text in found if text is not None]
    if len(known) < len(found):
        return None
    first, *others = known
    return f"{first}.{name}({', '.join(others)}{named})"


def _function(element: ast.expr, item: str, reads: Mapping[str, OutputOf]) -> str | None:
    """What is done to each element: a function by its name, else a lambda; it may read no output."""
    if any(isinstance(node, ast.Name) and node.id in reads for node in ast.walk(element)):
        return None
    match element:
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=given)], keywords=[]):
            if given == item != name:
                return name
    return f"lambda {item}: {ast.unparse(element)}"
