"""A function's text parsed once: positions in it, what its names mean, and the uses that a reader marks in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from polydag.ir.functions import Function, Use, UseKind
from polydag.syntax.bindings import FunctionBlock
from polydag.syntax.imports import bindings as imported
from polydag.syntax.module import SourceModule
from polydag.syntax.positions import Lines, lines_of
from polydag.syntax.scoping import blocks_of
from polydag.syntax.splice import definition
from polydag.syntax.trees import children, nodes


def given_to(call: ast.Call, *names: str) -> dict[str, ast.expr]:
    """The arguments of a call by the names of its parameters; what stars spread out is not known."""
    plain = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    by_position = dict(zip(names, plain, strict=False))
    return by_position | {k.arg: k.value for k in call.keywords if k.arg in names}


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, eq=False)
class Body:
    """The syntax tree of `function.text`; its nodes are what the methods take.

    Without the module that the function came from, `qualified` knows the names that are imported inside the function only.
    """

    function: Function
    module: SourceModule | None = None

    @cached_property
    def node(self) -> ast.FunctionDef | ast.AsyncFunctionDef:
        """The function itself."""
        return definition(self.function.text)

    @cached_property
    def lines(self) -> Lines:
        return lines_of(self.function.text)

    def offset(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node begins and ends in the text, in characters."""
        return self.lines.span(node)

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        return self.lines.segment(node)

    def walk(self) -> Iterator[ast.AST]:
        """Every node of the body, nested functions included, in source order."""
        for statement in self.node.body:
            yield from _in_order(statement)

    def calls(self) -> Iterator[ast.Call]:
        """Every call of the body, in source order; an outer call comes before those inside it."""
        return (node for node in self.walk() if isinstance(node, ast.Call))

    def qualified(self, node: ast.AST) -> str | None:
        """What a dotted name means: its imports are followed; None for anything local, and for what is no name."""
        match node:
            case ast.Attribute(value=value, attr=attribute):
                base = self.qualified(value)
                return f"{base}.{attribute}" if base else None
            case ast.Name(id=name):
                return self._meaning(name, node)
        return None

    def _meaning(self, name: str, node: ast.AST) -> str | None:
        for scope in self._scopes(node):
            bound = self._functions[scope].bound.get(name)
            if bound is None:
                continue
            statement = bound[-1]
            if isinstance(statement, ast.Import | ast.ImportFrom) and len(bound) == 1:
                return imported(statement, self.module.package if self.module else "").get(name)
            return None
        return self.module.names.get(name) if self.module else None

    def _scopes(self, node: ast.AST) -> Iterator[ast.AST]:
        current: ast.AST | None = node
        while current is not None:
            if isinstance(current, _FUNCTIONS):
                yield current
            current = self._parents.get(current)

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return _parents_in(self.node)

    @cached_property
    def _functions(self) -> dict[ast.AST, FunctionBlock]:
        return _functions_in(self.node)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node directly around; None around the function itself."""
        return self._parents.get(node)

    def statement_of(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement around a node; None for what stands in the signature."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.stmt):
            current = self._parents.get(current)
        return None if current is self.node else current

    def owner(self, node: ast.AST) -> ast.AST:
        """The innermost function around a node: the function itself, or one that is nested in it."""
        return next(scope for scope in self._scopes(self._parents.get(node, self.node)))

    def assigned_to(self, node: ast.expr) -> str | None:
        """The name that gets the node's value when a statement is nothing but that assignment."""
        match self._parents.get(node):
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is node:
                return name
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is node:
                return name
        return None

    def is_rebound(self, name: str) -> bool:
        """Whether the function binds the name more than once, a parameter counted."""
        return len(self._functions[self.node].bound.get(name, ())) > 1

    def binds(self, name: str) -> bool:
        """Whether the name is a parameter or local of the function."""
        return name in self._functions[self.node].bound

    def bound_to(self, name: str) -> ast.expr | None:
        """The one expression that a local name stands for; None where there are several, or it is no plain assignment."""
        bound = self._functions[self.node].bound.get(name, [])
        if len(bound) != 1 or not isinstance(bound[0], ast.Name):
            return None
        match self._parents.get(bound[0]):
            case ast.Assign(targets=[ast.Name()], value=value):
                return value
            case ast.AnnAssign(value=value):
                return value
        return None

    def loads(self, name: str) -> list[ast.Name]:
        """Where the function reads its own local of that name, nested functions included."""
        return [
            node
            for node in self.walk()
            if isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
            and self._home(node) is self.node
        ]

    def _home(self, name: ast.Name) -> ast.AST | None:
        return next(
            (scope for scope in self._scopes(name) if name.id in self._functions[scope].bound), None
        )

    def use(
        self,
        kind: UseKind,
        node: ast.expr | ast.stmt,
        key: str = "",
        **arguments: ast.expr | str | None,
    ) -> Use:
        """A use at a node, with its statement and what it is assigned to; arguments are nodes or source texts."""
        start, stop = self.offset(node)
        statement = node if isinstance(node, ast.stmt) else self._whole_statement(node)
        texts = {
            name: a if isinstance(a, str) else self.segment(a)
            for name, a in arguments.items()
            if a is not None
        }
        return Use(
            kind=kind,
            key=key,
            arguments=texts,
            start=start,
            stop=stop,
            statement=self.offset(statement) if statement is not None else None,
            assigns=None if isinstance(node, ast.stmt) else self.assigned_to(node),
        )

    def _whole_statement(self, node: ast.expr) -> ast.stmt | None:
        parent = self._parents.get(node)
        if isinstance(parent, ast.Expr | ast.Return | ast.Raise):
            return parent
        return parent if isinstance(parent, ast.stmt) and self.assigned_to(node) else None


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    todo = [node]
    while todo:
        current = todo.pop()
        yield current
        todo.extend(reversed(children(current)))


@lru_cache(maxsize=256)
def _parents_in(function: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: parent for parent in nodes(function) for child in children(parent)}


@lru_cache(maxsize=256)
def _functions_in(function: ast.stmt) -> dict[ast.AST, FunctionBlock]:
    return blocks_of(ast.Module([function], [])).functions


def with_uses(function: Function, uses: Iterable[Use]) -> Function:
    """The function with these uses: sorted and disjoint, one inside another as its `inner`.

    Raises:
        ValueError: two uses overlap without one being inside the other, or are at the same place.
    """
    return function.model_copy(update={"uses": nested(uses)})


def nested(uses: Iterable[Use]) -> tuple[Use, ...]:
    """The outermost uses in order, each with those inside it."""
    outer: list[tuple[Use, list[Use]]] = []
    for use in sorted(uses, key=lambda u: (u.start, -u.stop)):
        if outer and use.start < outer[-1][0].stop:
            if use.stop > outer[-1][0].stop or (use.start, use.stop) == (
                outer[-1][0].start,
                outer[-1][0].stop,
            ):
                raise ValueError(
                    f"uses overlap at character {use.start}: {outer[-1][0].kind}, {use.kind}"
                )
            outer[-1][1].append(use)
        else:
            outer.append((use, []))
    return tuple(
        use.model_copy(update={"inner": nested([*use.inner, *inner])}) if inner else use
        for use, inner in outer
    )
