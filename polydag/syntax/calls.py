"""Sites: where an expression stands and what is given to a call, as rules of readers see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polydag.diagnostics import Span
from polydag.ir.model import Place
from polydag.syntax.comments import is_remark
from polydag.syntax.data import Datum, DictData, Key, ListData, TupleData, Unknown
from polydag.syntax.describe import describe
from polydag.syntax.module import SourceModule
from polydag.syntax.scope import LoopFrame, Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


@dataclass(eq=False)
class Site:
    """An expression that is being evaluated: where it stands, in which scope, inside which loops."""

    evaluator: Evaluator
    node: ast.expr | ast.stmt
    scope: Scope
    loops: tuple[LoopFrame, ...] = ()
    statement: ast.stmt | None = None
    target: str | None = None

    @property
    def module(self) -> SourceModule:
        return self.scope.module

    @property
    def place(self) -> Place:
        return self.module.place(self.node)

    @property
    def span(self) -> Span:
        return self.module.span(self.node)

    @property
    def source(self) -> str:
        """The text of the expression, as written."""
        return self.module.segment(self.node)

    @property
    def comment(self) -> str:
        """The comment lines right above the statement, without indentation; empty when there are none."""
        return comment_above(self.module, self.statement or self.node)

    def unknown(self) -> Unknown:
        """The expression as something that is only known when the code runs."""
        return describe(self.node, self.scope)

    def template(self, node: ast.AST) -> Unknown:
        """An expression at this place with the variables of the loops around it left as they are."""
        return describe(node, self.scope, keep=frozenset(frame.id for frame in self.loops))


@dataclass(eq=False)
class Argument:
    """One argument of a call; `node` is None where it came out of `**` of a dict."""

    datum: Datum
    node: ast.expr | None = None
    scope: Scope | None = None


@dataclass(eq=False)
class Arguments:
    """What a call is given. Each argument is handed out once; the driver reports what nobody took.

    `spreads` are the `*` and `**` whose content is not known.
    """

    positional: list[Argument] = field(default_factory=list)
    keywords: dict[str, Argument] = field(default_factory=dict)
    spreads: list[Argument] = field(default_factory=list)
    taken: set[Key] = field(default_factory=set)

    def take(self, name: str, position: int | None = None) -> Datum | None:
        """The argument of that name or position, once; None when it is not given."""
        argument = self.take_argument(name, position)
        return None if argument is None else argument.datum

    def take_argument(self, name: str, position: int | None = None) -> Argument | None:
        """Like `take`, with the expression."""
        key = self._key(name, position)
        if key is None or key in self.taken:
            return None
        self.taken.add(key)
        return self.keywords[name] if key == name else self.positional[position or 0]

    def peek(self, name: str, position: int | None = None) -> Datum | None:
        """The argument without taking it."""
        key = self._key(name, position)
        if key is None:
            return None
        argument = self.keywords[name] if key == name else self.positional[position or 0]
        return argument.datum

    def take_positional(self) -> list[Argument]:
        """All positional arguments that nobody took."""
        free = [index for index in range(len(self.positional)) if index not in self.taken]
        self.taken.update(free)
        return [self.positional[index] for index in free]

    def rest(self) -> dict[str | int, Argument]:
        """What nobody took, by name or position."""
        found: dict[str | int, Argument] = {
            index: argument
            for index, argument in enumerate(self.positional)
            if index not in self.taken
        }
        for name, argument in self.keywords.items():
            if name not in self.taken:
                found[name] = argument
        return found

    def data(self) -> list[Datum]:
        """The positional arguments."""
        return [argument.datum for argument in self.positional]

    def all(self) -> Iterator[Argument]:
        """Every argument, spreads included."""
        yield from self.positional
        yield from self.keywords.values()
        yield from self.spreads

    def _key(self, name: str, position: int | None) -> str | int | None:
        if name in self.keywords:
            return name
        if position is not None and position < len(self.positional):
            return position
        return None


@dataclass(eq=False)
class CallSite(Site):
    """A call: `qualified` is the name of what is called when that has one."""

    qualified: str = ""
    arguments: Arguments = field(default_factory=Arguments)

    def argument_template(self, argument: Argument) -> Unknown | None:
        """The argument's expression with loop variables left; None when it has no expression of its own."""
        if argument.node is None or argument.scope is None:
            return None
        keep = frozenset(frame.id for frame in self.loops)
        return describe(argument.node, argument.scope, keep=keep)


def gather(
    positional: Sequence[tuple[Datum, ast.expr, bool]],
    keywords: Sequence[tuple[str | None, Datum, ast.expr]],
    scope: Scope,
) -> Arguments:
    """Arguments from evaluated ones: the third item of a positional one says that it was starred, no name means `**`."""
    arguments = Arguments()
    for datum, node, starred in positional:
        if not starred:
            arguments.positional.append(Argument(datum, node, scope))
        elif isinstance(datum, ListData | TupleData) and not arguments.spreads:
            arguments.positional.extend(Argument(item) for item in datum.items)
        else:
            arguments.spreads.append(Argument(datum, node, scope))
    for name, datum, node in keywords:
        if name is not None:
            arguments.keywords[name] = Argument(datum, node, scope)
        elif isinstance(datum, DictData):
            _spread(arguments, datum, node, scope)
        else:
            arguments.spreads.append(Argument(datum, node, scope))
    return arguments


def _spread(arguments: Arguments, datum: DictData, node: ast.expr, scope: Scope) -> None:
    for key, value in datum.text_entries().items():
        arguments.keywords[key] = Argument(value)
    if datum.partial or len(datum.text_entries()) < len(datum.entries):
        arguments.spreads.append(Argument(datum, node, scope))


def comment_above(module: SourceModule, node: ast.AST) -> str:
    """The comment block that ends on the line before the node, or before its first decorator."""
    first = int(getattr(node, "lineno", 1))
    decorators = getattr(node, "decorator_list", None)
    if decorators:
        first = min(first, decorators[0].lineno)
    found: list[str] = []
    for line in reversed(module.lines[: first - 1]):
        stripped = line.strip()
        if not stripped.startswith("#"):
            break
        if not is_remark(stripped):
            found.insert(0, stripped)
    return "\n".join(found)
