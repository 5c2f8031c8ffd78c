"""Expressions of templates: jinja2's tree as values of the IR, and as Python over such values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from jinja2 import nodes

from polydag.frontends.airflow.template_calls import called
from polydag.frontends.airflow.template_dates import date_attribute
from polydag.frontends.airflow.template_filters import filtered, tested
from polydag.frontends.airflow.template_names import (
    CONTEXT_KEYS,
    MEMBERS,
    OBJECTS,
    SYNONYMS,
    Kind,
    kind_of,
)
from polydag.frontends.airflow.template_parts import Part, Sharing, UnloweredError, call
from polydag.ir.values import Code, Constant, ContextOf, Lookup, OutputOf, ParameterOf, Value

_ROOTS = frozenset({*OBJECTS, "params", "var", "conn", "macros"})


Node = TypeVar("Node", bound=nodes.Node)
_RULES: dict[type[nodes.Node], Callable[[Sharing, nodes.Node], Part]] = {}


def expression(sharing: Sharing, node: nodes.Node) -> Part:
    """What a template's expression is.

    Raises:
        UnloweredError: it has no neutral meaning.
    """
    rule = _RULES.get(type(node))
    if rule is None:
        raise UnloweredError(type(node).__name__.lower())
    return rule(sharing, node)


def _reads(
    kind: type[Node],
) -> Callable[[Callable[[Sharing, Node], Part]], Callable[[Sharing, Node], Part]]:
    """Register what nodes of a kind are."""

    def register(rule: Callable[[Sharing, Node], Part]) -> Callable[[Sharing, Node], Part]:
        def checked(sharing: Sharing, node: nodes.Node) -> Part:
            assert isinstance(node, kind)
            return rule(sharing, node)

        _RULES[kind] = checked
        return rule

    return register


@_reads(nodes.Const)
def _constant(sharing: Sharing, node: nodes.Const) -> Part:
    kind = {str: "text", int: "number", float: "number"}.get(type(node.value), "data")
    return Part(kind, value=Constant(value=node.value))  # type: ignore[arg-type]  # words of the table


@_reads(nodes.Name)
def _name(sharing: Sharing, node: nodes.Name) -> Part:
    name = node.name
    if name in sharing.bound:
        return sharing.bound[name]
    if name in sharing.known.macros:
        return _macro(sharing, sharing.known.macros[name])
    if name in _ROOTS:
        return Part(path=(OBJECTS.get(name, name),))
    if name == "task_instance_key_str":
        return _key_of_instance(sharing)
    key = SYNONYMS.get(name, name)
    if key in CONTEXT_KEYS or name in SYNONYMS:
        return Part(kind_of(key), value=ContextOf(key=key))
    raise UnloweredError(name)


def _macro(sharing: Sharing, value: Value) -> Part:
    """Something of `user_defined_macros`."""
    sharing.is_own = True
    if isinstance(value, Code):
        return Part("data", sharing.code(value))
    kind = "text" if isinstance(value, Constant) and isinstance(value.value, str) else "data"
    return Part(kind, value=value)  # type: ignore[arg-type]  # one of the kinds


def _key_of_instance(sharing: Sharing) -> Part:
    keys = ("pipeline", "task_id", "ds_nodash")
    values = [ast.FormattedValue(_fact(sharing, key), -1) for key in keys]
    between = ast.Constant("__")
    return Part("text", ast.JoinedStr([values[0], between, values[1], between, values[2]]))


def _fact(sharing: Sharing, key: str) -> ast.expr:
    return sharing.node(Part(kind_of(key), value=ContextOf(key=key)))


@_reads(nodes.Getattr)
def _attribute(sharing: Sharing, node: nodes.Getattr) -> Part:
    return _member(sharing, expression(sharing, node.node), node.attr)


def _member(sharing: Sharing, owner: Part, name: str) -> Part:
    """`owner.name`: an attribute of a date, else a key."""
    if owner.path:
        return _of_object(sharing, (*owner.path, name))
    if owner.kind == "date":
        return date_attribute(sharing.node(owner), name)
    if owner.kind == "span" and name in ("days", "seconds"):
        return Part("number", ast.Attribute(sharing.node(owner), name))
    if owner.kind != "data":
        raise UnloweredError(f".{name}")
    return _key(sharing, owner, Part("text", value=Constant(value=name)))


def _key(sharing: Sharing, owner: Part, key: Part) -> Part:
    constant = key.value.value if isinstance(key.value, Constant) else None
    item = (owner, sharing.node(key))
    if isinstance(owner.value, OutputOf) and isinstance(constant, str | int):
        value = owner.value.model_copy(update={"path": (*owner.value.path, constant)})
        return Part("data", value=value, item=item)
    node = ast.Subscript(sharing.node(owner), item[1])
    return Part("text" if owner.kind == "text" else "data", node, item=item)


def _of_object(sharing: Sharing, path: tuple[str, ...]) -> Part:
    """What an attribute of an object of the context is; longer paths lead to it."""
    match path:
        case ("params", name) if name in sharing.known.params:
            sharing.is_own = True
            return Part("data", value=sharing.known.params[name])
        case ("params", name):
            return Part("data", value=ParameterOf(name=name))
        case ("var", "value", name) if name != "get":
            return Part("text", value=Lookup(what="variable", name=name))
        case ("var", "json", name) if name != "get":
            text = sharing.node(Part("text", value=Lookup(what="variable", name=name)))
            return Part("data", call(ast.Attribute(sharing.need("json"), "loads"), text))
        case ("conn", name, "extra_dejson"):
            extra = sharing.node(Part(value=Lookup(what="connection", name=name, field="extra")))
            return Part("data", call(ast.Attribute(sharing.need("json"), "loads"), extra))
        case ("conn", name, field) if field != "get_uri":
            return Part("text", value=Lookup(what="connection", name=name, field=field))
        case ("dag_run", "conf", name) if name != "get":
            return sharing.asked(name)
        case (owner, member) if (owner, member) in MEMBERS:
            key = MEMBERS[owner, member]
            return Part(kind_of(key), value=ContextOf(key=key))
    return Part(path=path)


@_reads(nodes.Getitem)
def _subscript(sharing: Sharing, node: nodes.Getitem) -> Part:
    owner = expression(sharing, node.node)
    if isinstance(node.arg, nodes.Slice):
        bounds = [node.arg.start, node.arg.stop, node.arg.step]
        given = [None if b is None else sharing.node(expression(sharing, b)) for b in bounds]
        kind: Kind = "text" if owner.kind == "text" else "data"
        return Part(kind, ast.Subscript(sharing.node(owner), ast.Slice(*given)))
    key = expression(sharing, node.arg)
    if not owner.path:
        return _key(sharing, owner, key)
    name = key.value.value if isinstance(key.value, Constant) else None
    if not isinstance(name, str):
        raise UnloweredError(f"{'.'.join(owner.path)}[…]")
    return _of_object(sharing, (*owner.path, name))


@_reads(nodes.Call)
def _call(sharing: Sharing, node: nodes.Call) -> Part:
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise UnloweredError("*args")
    args = [expression(sharing, arg) for arg in node.args]
    given = {keyword.key: expression(sharing, keyword.value) for keyword in node.kwargs}
    callee = node.node
    if isinstance(callee, nodes.Name):
        return _function(sharing, callee.name, args, given)
    if not isinstance(callee, nodes.Getattr):
        raise UnloweredError("a call")
    return called(sharing, expression(sharing, callee.node), callee.attr, args, given)


def _function(sharing: Sharing, name: str, args: list[Part], given: Mapping[str, Part]) -> Part:
    own = sharing.known.macros.get(name)
    if isinstance(own, Code):
        function = sharing.code(own)
    elif name in ("range", "dict"):
        function = ast.Name(name)
    else:
        raise UnloweredError(f"{name}(…)")
    named = {key: sharing.node(part) for key, part in given.items()}
    return Part("data", call(function, *map(sharing.node, args), **named))


@_reads(nodes.Filter)
def _filter(sharing: Sharing, node: nodes.Filter) -> Part:
    if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise UnloweredError(f"| {node.name}")
    args = [expression(sharing, arg) for arg in node.args]
    return filtered(sharing, node.name, expression(sharing, node.node), args)


@_reads(nodes.Test)
def _test(sharing: Sharing, node: nodes.Test) -> Part:
    args = [expression(sharing, arg) for arg in node.args]
    return Part("data", tested(sharing, node.name, expression(sharing, node.node), args))


@dataclass(frozen=True)
class _Two:
    """A rule for an operator with two sides."""

    sign: ast.operator

    def __call__(self, sharing: Sharing, node: nodes.BinExpr) -> Part:
        left, right = expression(sharing, node.left), expression(sharing, node.right)
        made = ast.BinOp(sharing.node(left), self.sign, sharing.node(right))
        if left.kind == "date":
            return Part("span" if right.kind == "date" else "date", made)
        return Part(left.kind if left.kind == right.kind else "data", made)


@dataclass(frozen=True)
class _Either:
    """A rule for `and`, `or`."""

    sign: ast.boolop

    def __call__(self, sharing: Sharing, node: nodes.BinExpr) -> Part:
        parts = [expression(sharing, side) for side in (node.left, node.right)]
        return Part("data", ast.BoolOp(self.sign, [sharing.node(part) for part in parts]))


@dataclass(frozen=True)
class _One:
    """A rule for an operator with one side."""

    sign: ast.unaryop

    def __call__(self, sharing: Sharing, node: nodes.UnaryExpr) -> Part:
        inner = expression(sharing, node.node)
        if isinstance(inner.value, Constant) and isinstance(self.sign, ast.USub):
            number = inner.value.value
            if isinstance(number, int | float):
                return Part("number", value=Constant(value=-number))
        return Part(inner.kind, ast.UnaryOp(self.sign, sharing.node(inner)))


_SIGNS: Mapping[str, ast.cmpop] = {
    "eq": ast.Eq(),
    "ne": ast.NotEq(),
    "gt": ast.Gt(),
    "gteq": ast.GtE(),
    "lt": ast.Lt(),
    "lteq": ast.LtE(),
    "in": ast.In(),
    "notin": ast.NotIn(),
}


@_reads(nodes.Compare)
def _compare(sharing: Sharing, node: nodes.Compare) -> Part:
    first = sharing.node(expression(sharing, node.expr))
    others = [sharing.node(expression(sharing, operand.expr)) for operand in node.ops]
    return Part("data", ast.Compare(first, [_SIGNS[o.op] for o in node.ops], others))


@_reads(nodes.CondExpr)
def _choice(sharing: Sharing, node: nodes.CondExpr) -> Part:
    test = sharing.node(expression(sharing, node.test))
    yes = expression(sharing, node.expr1)
    no = (
        Part("text", value=Constant(value=""))
        if node.expr2 is None
        else expression(sharing, node.expr2)
    )
    made = ast.IfExp(test, sharing.node(yes), sharing.node(no))
    return Part(yes.kind if yes.kind == no.kind else "data", made)


@_reads(nodes.Concat)
def _joined(sharing: Sharing, node: nodes.Concat) -> Part:
    """`a ~ b`."""
    return Part("text", text_of(sharing, [expression(sharing, part) for part in node.nodes]))


def text_of(sharing: Sharing, parts: list[Part]) -> ast.expr:
    """A string that is made of parts: an f-string where one can hold them."""
    found: list[ast.expr] = []
    for part in parts:
        node = sharing.node(part)
        if isinstance(node, ast.JoinedStr):
            found += node.values
        elif isinstance(node, ast.Constant):
            found.append(ast.Constant(str(node.value)))
        else:
            found.append(ast.FormattedValue(node, -1))
    texts = [node for node in found if isinstance(node, ast.Constant)]
    if len(texts) == len(found):
        return ast.Constant("".join(str(text.value) for text in texts))
    if not any(sign in str(text.value) for text in texts for sign in "\n\\\"'"):
        return ast.JoinedStr(found)
    items = [
        call(ast.Name("str"), node.value) if isinstance(node, ast.FormattedValue) else node
        for node in found
    ]
    return call(ast.Attribute(ast.Constant(""), "join"), ast.List(items))


@_reads(nodes.List)
def _list(sharing: Sharing, node: nodes.List) -> Part:
    return Part("data", ast.List([sharing.node(expression(sharing, i)) for i in node.items]))


@_reads(nodes.Tuple)
def _tuple(sharing: Sharing, node: nodes.Tuple) -> Part:
    return Part("data", ast.Tuple([sharing.node(expression(sharing, i)) for i in node.items]))


@_reads(nodes.Dict)
def _dict(sharing: Sharing, node: nodes.Dict) -> Part:
    keys: list[ast.expr | None] = [sharing.node(expression(sharing, i.key)) for i in node.items]
    return Part(
        "data", ast.Dict(keys, [sharing.node(expression(sharing, i.value)) for i in node.items])
    )


_SIDES: Mapping[type[nodes.BinExpr], ast.operator] = {
    nodes.Add: ast.Add(),
    nodes.Sub: ast.Sub(),
    nodes.Mul: ast.Mult(),
    nodes.Div: ast.Div(),
    nodes.FloorDiv: ast.FloorDiv(),
    nodes.Mod: ast.Mod(),
    nodes.Pow: ast.Pow(),
}
for _kind, _sign in _SIDES.items():
    _reads(_kind)(_Two(_sign))
_reads(nodes.And)(_Either(ast.And()))
_reads(nodes.Or)(_Either(ast.Or()))
_reads(nodes.Not)(_One(ast.Not()))
_reads(nodes.Neg)(_One(ast.USub()))
_reads(nodes.Pos)(_One(ast.UAdd()))
