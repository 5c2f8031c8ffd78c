"""The names of a scope: which it binds, and which it takes from around it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Container, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_BUILTINS = frozenset(dir(builtins))


@dataclass(eq=False, slots=True)
class Block:
    """A scope, or a statement at the top of a module, and the names in it.

    `bound` has the nodes that bind each name right here, in source order, parameters first. `read` is what is read here, `inner`
    what scopes inside leave open, `outside` what they declare global, `quoted` what quoted annotations name: engines evaluate
    these. `function` is the function that the block is or stands in, `around` the block around a comprehension.
    """

    function: FunctionBlock | None = None
    around: Block | None = None
    bound: dict[str, list[ast.AST]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    global_names: set[str] = field(default_factory=set)
    outer_names: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    inner: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    quoted: set[str] = field(default_factory=set)

    @property
    def own(self) -> Set[str]:
        """The names that belong to the block."""
        return (self.bound.keys() | self.deleted) - self.global_names - self.outer_names

    @property
    def taken(self) -> Set[str]:
        """Names that the block's text takes from around it, builtins included.

        What is read right here counts even where it is bound, too: it may be what was there before.
        """
        return self.read | ((self.inner | self.outside) - self.own) | self.quoted

    def bind(self, name: str, node: ast.AST) -> None:
        """Note a node that binds a name."""
        self.bound.setdefault(name, []).append(node)

    def close(self, scope: Block, visible: Set[str]) -> None:
        """Take over what a scope inside leaves open; `visible` are its names that scopes inside of it see."""
        left = (scope.read - scope.own) | (scope.inner - visible)
        self.inner |= left - scope.global_names
        self.outside |= scope.outside | scope.global_names
        self.quoted |= scope.quoted


@dataclass(eq=False, slots=True, kw_only=True)
class FunctionBlock(Block):
    """A function's body; `signature` is what stands before it without the decorators, `enclosing` the function that it is in.

    `yields`, `gives`: whether the body itself yields, and whether it returns anything but None.
    """

    node: FunctionNode
    enclosing: FunctionBlock | None = None
    signature: Block = field(default_factory=Block)
    yields: bool = False
    gives: bool = False


@dataclass(frozen=True, eq=False)
class Blocks:
    """The functions of a tree, and the statements at its top."""

    functions: dict[ast.AST, FunctionBlock] = field(default_factory=dict)
    statements: dict[ast.stmt, Block] = field(default_factory=dict)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names that the tree binds at its top."""
        return frozenset().union(*(block.own for block in self.statements.values()))


def arguments_of(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters in the order in which they are written."""
    named = [*arguments.posonlyargs, *arguments.args]
    star = [arguments.vararg] if arguments.vararg else []
    double = [arguments.kwarg] if arguments.kwarg else []
    return [*named, *star, *arguments.kwonlyargs, *double]


def first_free(wanted: str, taken: Container[str]) -> str:
    """The wanted name where nobody has it, else the name with the first number that is free: `name_2`, …"""
    if wanted not in taken:
        return wanted
    return next(name for n in count(2) if (name := f"{wanted}_{n}") not in taken)


def without_builtins(names: Set[str], defined: Set[str]) -> tuple[str, ...]:
    """The names, sorted, but for builtins that the module does not define itself."""
    return tuple(sorted(name for name in names if name in defined or name not in _BUILTINS))
