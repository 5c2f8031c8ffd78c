"""Expressions as text: locals that stand for constants are put in, module-level names are listed, the rest is bound."""

from __future__ import annotations

import ast
import builtins
import copy
from dataclasses import dataclass, field

from polydag.syntax.data import (
    Datum,
    DictData,
    External,
    FunctionData,
    Handle,
    Known,
    ListData,
    LoopVariable,
    SetData,
    TupleData,
    Unknown,
    datum_of,
)
from polydag.syntax.module import SourceModule
from polydag.syntax.scope import Origin, Scope
from polydag.syntax.trees import nodes

_BUILTINS = frozenset(dir(builtins))
_LITERALS = (
    ast.Constant,
    ast.JoinedStr,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
)
_MAX_NESTING = 12


@dataclass(eq=False)
class _Description:
    """What was found out about the names of one expression."""

    keep: frozenset[str]
    is_name: bool = False
    names: dict[str, None] = field(default_factory=dict)
    reads: dict[str, Datum] = field(default_factory=dict)
    replacements: dict[str, str] = field(default_factory=dict)


def describe(
    node: ast.AST, scope: Scope, keep: frozenset[str] = frozenset(), depth: int = 0
) -> Unknown:
    """The expression as text that can be printed elsewhere in the module.

    Variables of loops whose frame id is in `keep` stay as they are and are among the `reads`; so is what cannot be printed
    (handles, parameters of a body).
    """
    found = _Description(keep, is_name=isinstance(node, ast.Name))
    for name in _free_names(node):
        _resolve(name, scope, found, depth)
    text = _text(node, scope.module, found.replacements)
    if "\n" in text and isinstance(node, ast.expr) and not _is_expression(text):
        text = f"({text})"  # its lines were held together by the brackets that it stood in
    return Unknown(text, tuple(found.names), found.reads, node, scope.module)


def literal(datum: Datum) -> Unknown | None:
    """The datum written as Python; None when it has no such spelling."""
    if isinstance(datum, Known):
        return datum.source or Unknown(repr(datum.value))
    if isinstance(datum, Unknown):
        return datum
    if isinstance(datum, External):
        return Unknown(datum.text, (datum.root,) if datum.root not in _BUILTINS else ())
    if isinstance(datum, FunctionData) and datum.at_module_level and datum.name.isidentifier():
        return Unknown(datum.name, (datum.name,))
    if isinstance(datum, ListData) and not datum.partial:
        return _joined("[", [literal(item) for item in datum.items], "]")
    if isinstance(datum, TupleData):
        return _joined(
            "(", [literal(item) for item in datum.items], ",)" if len(datum.items) == 1 else ")"
        )
    if isinstance(datum, SetData) and datum.elements:
        return _joined("{", [literal(datum_of(key)) for key in datum.elements], "}")
    if isinstance(datum, DictData) and not datum.partial:
        pairs = [_pair(datum_of(key), value) for key, value in datum.entries.items()]
        return _joined("{", pairs, "}")
    return None


def _resolve(name: str, scope: Scope, found: _Description, depth: int) -> None:
    """Decide what becomes of one free name."""
    holder = scope.holder(name)
    if holder is None:
        if name not in _BUILTINS:
            found.names[name] = None
        return
    datum, origin = holder.names[name], holder.origins.get(name)
    kept = origin is not None and origin.loop is not None and origin.loop.id in found.keep
    if isinstance(datum, Handle) and datum.source is not None and not kept:
        # Handles are mostly called for: a call needs no brackets, wherever it is put.
        _print(name, datum.source, found, whole=_is_call(datum.source.text))
    elif kept or isinstance(datum, LoopVariable | Handle):
        found.reads[name] = datum
    elif (
        holder.kind == "module"
        and (origin is None or not origin.loops)
        and not _holds_handle(datum)
    ):
        found.names[name] = None
    else:
        _put_in(name, datum, origin, found, depth)


def _put_in(
    name: str, datum: Datum, origin: Origin | None, found: _Description, depth: int
) -> None:
    """Replace a local by what it stands for, or bind it."""
    text: Unknown | None = None
    varies = origin is not None and any(frame.id in found.keep for frame in origin.loops)
    if (
        varies
        and origin
        and origin.node is not None
        and origin.scope is not None
        and depth < _MAX_NESTING
    ):
        text = describe(origin.node, origin.scope, found.keep, depth + 1)
    text = text or literal(datum)
    if text is None:
        found.reads[name] = datum
        return
    _print(name, text, found)


def _print(name: str, text: Unknown, found: _Description, whole: bool = False) -> None:
    """Replace a name by an expression, in brackets unless it is `whole`."""
    if text.text != name:
        whole = whole or found.is_name or _is_operand(text.text)
        found.replacements[name] = text.text if whole else f"({text.text})"
    found.names.update(dict.fromkeys(text.names))
    found.reads.update(text.reads or {})


def _holds_handle(datum: Datum) -> bool:
    if isinstance(datum, ListData | TupleData):
        return any(_holds_handle(item) for item in datum.items)
    if isinstance(datum, DictData):
        return any(_holds_handle(item) for item in datum.entries.values())
    return isinstance(datum, Handle)


def _free_names(node: ast.AST) -> list[str]:
    """Names that the expression reads and does not bind itself, in order."""
    read: dict[str, None] = {}
    bound: set[str] = set()
    for inner in nodes(node):
        if isinstance(inner, ast.Name):
            if isinstance(inner.ctx, ast.Load):
                read[inner.id] = None
            else:
                bound.add(inner.id)
        elif isinstance(inner, ast.arg):
            bound.add(inner.arg)
    return [name for name in read if name not in bound]


def _text(node: ast.AST, module: SourceModule, replacements: dict[str, str]) -> str:
    """The node's text with names replaced."""
    source = module.segment(node)
    if isinstance(node, ast.BinOp) and _is_augmented(node, module):
        return _rewritten(node, replacements) or source
    if not replacements:
        return source
    start = module.range(node)[0]
    pieces: list[tuple[int, int, str]] = []
    inside = list(nodes(node))
    # Python 3.11 misplaces names in some f-strings: then the text is written anew.
    misplaced = any(isinstance(inner, ast.JoinedStr) for inner in inside)
    for inner in inside:
        if isinstance(inner, ast.Name) and inner.id in replacements:
            first, last = (position - start for position in module.range(inner))
            if misplaced or source[first:last] != inner.id:
                return _rewritten(node, replacements) or source
            pieces.append((first, last, replacements[inner.id]))
    for first, last, text in sorted(pieces, reverse=True):
        source = source[:first] + text + source[last:]
    return source


def _is_augmented(node: ast.BinOp, module: SourceModule) -> bool:
    """Whether the operation stands for `left op= right`, whose text is no expression."""
    between = module.text[module.range(node.left)[1] : module.range(node.right)[0]]
    return "=" in between


class _Replace(ast.NodeTransformer):
    def __init__(self, replacements: dict[str, str]) -> None:
        self.replacements = replacements

    def visit_Name(self, node: ast.Name) -> ast.expr:
        text = self.replacements.get(node.id)
        return node if text is None else ast.parse(text, mode="eval").body


def _rewritten(node: ast.AST, replacements: dict[str, str]) -> str | None:
    try:
        return ast.unparse(_Replace(replacements).visit(copy.deepcopy(node)))
    except (SyntaxError, ValueError):
        return None


def _pair(key: Datum, value: Datum) -> Unknown | None:
    left, right = literal(key), literal(value)
    if left is None or right is None:
        return None
    reads = {**(left.reads or {}), **(right.reads or {})}
    return Unknown(f"{left.text}: {right.text}", (*left.names, *right.names), reads)


def _joined(start: str, items: list[Unknown | None], stop: str) -> Unknown | None:
    texts: list[str] = []
    names: dict[str, None] = {}
    reads: dict[str, Datum] = {}
    for item in items:
        if item is None:
            return None
        texts.append(item.text)
        names.update(dict.fromkeys(item.names))
        reads.update(item.reads or {})
    return Unknown(start + ", ".join(texts) + stop, tuple(names), reads)


def _is_operand(text: str) -> bool:
    """Whether an expression is one operand wherever it is put: a name, a literal, something in brackets."""
    if text.isidentifier() or text.replace(".", "", 1).isdigit():
        return True
    if text[0] not in "'\"[{(":
        return False
    if text[0] == "(" and text[-1] == ")":
        # `(a) + (b)` begins and ends with brackets, too.
        return _is_expression(text[1:-1])
    return isinstance(ast.parse(f"({text})", mode="eval").body, _LITERALS)


def _is_call(text: str) -> bool:
    return isinstance(ast.parse(f"({text})", mode="eval").body, ast.Call)


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return False
    return True
