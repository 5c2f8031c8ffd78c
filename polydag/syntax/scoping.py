"""One pass over a tree that finds the names of its scopes, as Python resolves them."""

from __future__ import annotations

import ast
import keyword
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from polydag.syntax.bindings import Block, Blocks, FunctionBlock, FunctionNode, arguments_of
from polydag.syntax.trees import FIELDS, children, nodes

_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def blocks_of(tree: ast.Module) -> Blocks:
    """The blocks of a tree."""
    blocks = Blocks()
    scoping = _Pass(blocks)
    for statement in tree.body:
        block = blocks.statements[statement] = Block()
        scoping.visit(statement, block)
    return blocks


class _Pass:
    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks

    def visit(self, node: ast.AST, block: Block) -> None:
        """Find the names of a node that runs in a block."""
        kind = type(node)
        rule = _RULES.get(kind)
        if rule is not None:
            rule(self, node, block)
            return
        for name in FIELDS[kind]:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                self.visit(value, block)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item, block)

    def all(self, found: Sequence[ast.AST | None], block: Block) -> None:
        """Several nodes in order; what is not written is None."""
        for node in found:
            if node is not None:
                self.visit(node, block)

    def name(self, node: ast.Name, block: Block) -> None:
        if isinstance(node.ctx, ast.Load):
            block.read.add(node.id)
            if node.id == "super" and block.function is not None:
                # Python gives a function that says `super` the class around it under this name.
                block.read.add("__class__")
        elif isinstance(node.ctx, ast.Store):
            block.bind(node.id, node)
        else:
            block.deleted.add(node.id)

    def imported(self, node: ast.Import | ast.ImportFrom, block: Block) -> None:
        for alias in node.names:
            block.bind(alias.asname or alias.name.partition(".")[0], node)

    def global_names(self, node: ast.Global, block: Block) -> None:
        block.global_names.update(node.names)

    def outer_names(self, node: ast.Nonlocal, block: Block) -> None:
        block.outer_names.update(node.names)
        block.read.update(node.names)

    def named(self, node: ast.AST, block: Block) -> None:
        """What binds its `name`: an exception that is caught, a part of a pattern, a type parameter."""
        name = getattr(node, "name", None)
        if name is not None:
            block.bind(name, node)
        self.all(children(node), block)

    def rest(self, node: ast.MatchMapping, block: Block) -> None:
        if node.rest is not None:
            block.bind(node.rest, node)
        self.all(children(node), block)

    def returned(self, node: ast.Return, block: Block) -> None:
        given = node.value
        if given is None:
            return
        if block.function is not None and not (
            isinstance(given, ast.Constant) and given.value is None
        ):
            block.function.gives = True
        self.visit(given, block)

    def yielded(self, node: ast.Yield | ast.YieldFrom, block: Block) -> None:
        if block.function is not None:
            block.function.yields = True
        self.all(children(node), block)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, block: Block) -> None:
        block.bind(node.name, node)
        self.all(node.decorator_list, block)
        body = self._opened(node, block)
        if node.returns is not None:
            self.annotation(node.returns, body.signature)
        self.all(node.body, body)
        self._closed(body, block)

    def nameless(self, node: ast.Lambda, block: Block) -> None:
        body = self._opened(node, block)
        self.visit(node.body, body)
        self._closed(body, block)

    def _opened(self, node: FunctionNode, block: Block) -> FunctionBlock:
        """The block of a function, its parameters bound."""
        body = FunctionBlock(node=node, enclosing=block.function, signature=Block(block.function))
        body.function = self.blocks.functions[node] = body
        self.all(getattr(node, "type_params", ()), body.signature)
        for argument in arguments_of(node.args):
            body.bind(argument.arg, argument)
            if argument.annotation is not None:
                self.annotation(argument.annotation, body.signature)
        self.all([*node.args.defaults, *node.args.kw_defaults], body.signature)
        return body

    def _closed(self, body: FunctionBlock, block: Block) -> None:
        signature = body.signature
        signature.close(body, visible=body.own)
        block.read |= signature.read - signature.own
        block.inner |= signature.inner - signature.own
        block.outside |= signature.outside
        block.quoted |= signature.quoted

    def class_definition(self, node: ast.ClassDef, block: Block) -> None:
        block.bind(node.name, node)
        self.all([*node.decorator_list, *node.bases, *node.keywords], block)
        body = Block(block.function)
        self.all([*getattr(node, "type_params", ()), *node.body], body)
        # Functions inside see nothing that the class binds, but for the class itself where they say `super`.
        block.close(body, visible={"__class__"})

    def comprehension(self, node: _Comprehension, block: Block) -> None:
        inside = Block(block.function, around=block)
        results = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        self.all(results, inside)
        for generator in node.generators:
            self.visit(generator.target, inside)
            # The first iterable is evaluated around the comprehension.
            self.visit(generator.iter, block if generator is node.generators[0] else inside)
            self.all(generator.ifs, inside)
        block.close(inside, visible=inside.own)

    def walrus(self, node: ast.NamedExpr, block: Block) -> None:
        """`:=` binds around the comprehensions that it stands in."""
        home = block
        while home.around is not None:
            home = home.around
        home.bind(node.target.id, node.target)
        self.visit(node.value, block)

    def type_alias(self, node: ast.stmt, block: Block) -> None:
        """Its type parameters and value have a scope of their own."""
        name, *rest = children(node)
        self.visit(name, block)
        inside = Block(block.function)
        self.all(rest, inside)
        block.close(inside, visible=inside.own)

    def annotated(self, node: ast.AnnAssign, block: Block) -> None:
        self.visit(node.target, block)
        self.annotation(node.annotation, block)
        self.all([node.value], block)

    def annotation(self, node: ast.expr, block: Block) -> None:
        self.visit(node, block)
        if isinstance(node, ast.Name):
            return
        for quoted in _quoted(node):
            block.quoted.update(_names_in(quoted.strip()))


def _quoted(node: ast.AST) -> Iterator[str]:
    """The types that an annotation quotes; what a `Literal` lists, and what is said of a type beside it, are no types."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case (
            ast.Call() | ast.Subscript(value=ast.Name(id="Literal") | ast.Attribute(attr="Literal"))
        ):
            return
        case ast.Subscript(
            value=ast.Name(id="Annotated") | ast.Attribute(attr="Annotated"),
            slice=ast.Tuple(elts=[first, *_]),
        ):
            yield from _quoted(first)
        case _:
            for inner in children(node):
                yield from _quoted(inner)


def _names_in(quoted: str) -> set[str]:
    """The names in the text of an annotation."""
    if quoted.isidentifier() and not keyword.iskeyword(quoted):
        return {quoted}
    try:
        tree = ast.parse(quoted, mode="eval")
    except (SyntaxError, ValueError):
        return set()
    return {node.id for node in nodes(tree) if isinstance(node, ast.Name)}


# A rule takes the node type that it is entered for, which no mapping type can say.
_RULES: dict[type[ast.AST], Callable[[_Pass, Any, Block], None]] = {
    ast.Name: _Pass.name,
    ast.Import: _Pass.imported,
    ast.ImportFrom: _Pass.imported,
    ast.Global: _Pass.global_names,
    ast.Nonlocal: _Pass.outer_names,
    ast.ExceptHandler: _Pass.named,
    ast.MatchAs: _Pass.named,
    ast.MatchStar: _Pass.named,
    ast.MatchMapping: _Pass.rest,
    ast.Return: _Pass.returned,
    ast.Yield: _Pass.yielded,
    ast.YieldFrom: _Pass.yielded,
    ast.FunctionDef: _Pass.function,
    ast.AsyncFunctionDef: _Pass.function,
    ast.Lambda: _Pass.nameless,
    ast.ClassDef: _Pass.class_definition,
    ast.ListComp: _Pass.comprehension,
    ast.SetComp: _Pass.comprehension,
    ast.DictComp: _Pass.comprehension,
    ast.GeneratorExp: _Pass.comprehension,
    ast.NamedExpr: _Pass.walrus,
    ast.AnnAssign: _Pass.annotated,
}
if sys.version_info >= (3, 12):
    _RULES[ast.TypeAlias] = _Pass.type_alias
    _RULES |= dict.fromkeys((ast.TypeVar, ast.ParamSpec, ast.TypeVarTuple), _Pass.named)
