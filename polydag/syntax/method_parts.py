"""The methods of an object that become one function: their texts, and what they read of the object."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polydag.syntax.data import Datum, External, FunctionData
from polydag.syntax.functions import function_text
from polydag.syntax.positions import Lines, lines_of
from polydag.syntax.splice import definition, written_parameters
from polydag.syntax.trees import nodes

_Method = ast.FunctionDef | ast.AsyncFunctionDef
_CALLED = frozenset({"builtins.property", "functools.cached_property"})


class NotFollowedError(Exception):
    """The method does something with its object that a function cannot do without it."""


@dataclass(frozen=True)
class Part:
    """One method: its text at column zero, and what it reads and assigns of its object."""

    method: FunctionData
    text: str
    tree: _Method
    receiver: str | None
    uses: tuple[ast.Attribute, ...] = ()

    @property
    def lines(self) -> Lines:
        return lines_of(self.text)


def part_of(method: FunctionData) -> Part:
    if isinstance(method.node, ast.Lambda):
        raise NotFollowedError("it is a lambda")
    text = function_text(method.node, method.module.text)
    tree = definition(text)
    if _is(method, "staticmethod"):
        return Part(method, text, tree, None)
    if [d for d in method.decorators if not _is_plain(d)]:
        raise NotFollowedError(f"`{method.name}` is decorated")
    named = [*tree.args.posonlyargs, *tree.args.args]
    if not named:
        raise NotFollowedError(f"`{method.name}` takes no object")
    receiver = named[0].arg
    uses = tuple(uses_of(tree, receiver))
    whole = sum(isinstance(n, ast.Name) and n.id == receiver for n in nodes(tree))
    if whole > len(uses) or any(isinstance(n, ast.arg) and n.arg == receiver for n in _inner(tree)):
        raise NotFollowedError(f"`{method.name}` hands `{receiver}` on")
    if any(isinstance(n, ast.Name) and n.id in ("super", "__class__") for n in nodes(tree)):
        raise NotFollowedError(f"`{method.name}` calls what it overrides")
    return Part(method, text, tree, receiver, uses)


def _inner(tree: _Method) -> Iterator[ast.AST]:
    """The nodes of the body."""
    for statement in tree.body:
        yield from nodes(statement)


def uses_of(tree: ast.AST, receiver: str | None) -> Iterator[ast.Attribute]:
    """The attributes of the object in a tree."""
    return (n for n in nodes(tree) if isinstance(n, ast.Attribute) and _of(n, receiver))


def _of(node: ast.AST, receiver: str | None) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == receiver
    )


def _is(function: FunctionData, name: str) -> bool:
    return any(
        isinstance(d, External) and d.qualified == f"builtins.{name}" for d in function.decorators
    )


def _is_plain(decorator: Datum) -> bool:
    """A decorator that a reader may leave out: a property is called, the others change nothing."""
    return isinstance(decorator, External) and decorator.qualified in _CALLED | {"typing.override"}


def is_called(part: Part) -> bool:
    """Whether reading the attribute calls the method."""
    return any(isinstance(d, External) and d.qualified in _CALLED for d in part.method.decorators)


def names_said(part: Part) -> Iterator[str]:
    """Every name of a method, but for its object and for names that only copy an attribute."""
    copies = {
        name for node in nodes(part.tree) if (name := _copied(node, part)) and _once(name, part)
    }
    for node in nodes(part.tree):
        if isinstance(node, ast.Name) and node.id not in copies | {part.receiver}:
            yield node.id
        elif isinstance(node, ast.arg) and node.arg != part.receiver:
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node is not part.tree:
            yield node.name


def _copied(node: ast.AST, part: Part) -> str | None:
    """The name in `x = self.x`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr=attribute) as value):
            plain = attribute.lstrip("_") or attribute
            return name if _of(value, part.receiver) and plain == name else None
    return None


def _once(name: str, part: Part) -> bool:
    bound = [
        n
        for n in nodes(part.tree)
        if isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)
    ]
    return len(bound) == 1


def copies(part: Part, renamed: Mapping[str, str]) -> list[ast.stmt]:
    """The statements `x = self.x`, which say nothing where the attribute is called like the local."""
    return [
        node
        for node in nodes(part.tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and (name := _copied(node, part)) is not None
        and renamed.get(node.value.attr) == name
        and _once(name, part)
    ]


def holds_use(string: ast.JoinedStr, uses: tuple[ast.Attribute, ...]) -> bool:
    inside = {id(node) for node in nodes(string)}
    return any(id(use) in inside for use in uses)


def loaded(node: ast.AST) -> set[str]:
    return {n.id for n in nodes(node) if isinstance(n, ast.Name)}


def without_receiver(part: Part) -> list[str]:
    """The parameters as they are written, without the object."""
    written = list(written_parameters(part.text))
    if part.receiver is None:
        return written
    return written[2:] if written[1:2] == ["/"] else written[1:]
