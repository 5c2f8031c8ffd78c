"""Scopes: which names are bound to what, and where each binding came from."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from polydag.syntax.data import Datum, Unknown
from polydag.syntax.module import SourceModule


@dataclass(frozen=True, eq=False)
class LoopFrame:
    """One iteration of a loop of the building code.

    `id` names the loop and this execution of it, `variables` are its targets, `iterable` what it runs over with its `source`
    expression. `index` counts from 0 and is None, like `count`, when the iterable is unknown: the body was then read once, with
    symbolic variables.
    """

    id: str
    node: ast.AST
    module: SourceModule
    variables: tuple[str, ...]
    iterable: Datum
    source: Unknown
    index: int | None
    count: int | None
    values: dict[str, Datum]


class Origin(NamedTuple):
    """Where a binding came from: the expression and the scope it was evaluated in, or the loop that set the variable."""

    node: ast.expr | None
    scope: Scope | None
    loops: tuple[LoopFrame, ...]
    loop: LoopFrame | None = None


@dataclass(eq=False)
class Scope:
    """The names of a module, a function's call, a class body or a comprehension."""

    kind: Literal["module", "function", "class", "comprehension"]
    module: SourceModule
    parent: Scope | None = None
    names: dict[str, Datum] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    outer_names: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)

    def holder(self, name: str) -> Scope | None:
        """The scope in which the name is bound, looking outwards; class bodies are skipped as Python does."""
        if name in self.names and name not in self.global_names:
            return self
        scope = self.module_scope if name in self.global_names else self.parent
        while scope is not None:
            if name in scope.names and scope.kind != "class":
                return scope
            scope = scope.parent
        return None

    def lookup(self, name: str) -> Datum | None:
        """What the name is bound to; None when it is not bound here."""
        found = self.names.get(name)
        if found is not None and not self.global_names:
            return found
        holder = self.holder(name)
        return None if holder is None else holder.names[name]

    def bind(self, name: str, datum: Datum, origin: Origin) -> None:
        """Bind the name where an assignment in this scope binds it."""
        scope = self.target_of(name)
        scope.names[name] = datum
        scope.origins[name] = origin

    def target_of(self, name: str) -> Scope:
        """The scope that an assignment to the name changes."""
        if name in self.global_names:
            return self.module_scope
        if name in self.outer_names and self.parent is not None:
            return self.parent.holder(name) or self
        return self

    @property
    def module_scope(self) -> Scope:
        """The scope of the module around."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope
