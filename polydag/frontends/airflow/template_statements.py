"""Statements of templates (`if`, `for`, `set`) as Python expressions that give text."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from jinja2 import nodes

from polydag.frontends.airflow.template_expressions import expression, text_of
from polydag.frontends.airflow.template_parts import Part, Sharing, UnloweredError, call
from polydag.ir.values import Constant


def body_text(sharing: Sharing, body: Sequence[nodes.Node]) -> Part:
    """What the nodes of a template print, one after the other.

    Raises:
        UnloweredError: something in it has no neutral meaning.
    """
    parts: list[Part] = []
    for node in body:
        parts += _printed(sharing, node)
    if len(parts) == 1 and parts[0].kind == "text":
        return parts[0]
    return Part("text", text_of(sharing, parts))


def _printed(sharing: Sharing, node: nodes.Node) -> list[Part]:
    match node:
        case nodes.Output():
            return [_output(sharing, inner) for inner in node.nodes]
        case nodes.If():
            return [_if(sharing, node)]
        case nodes.For():
            return [_for(sharing, node)]
        case nodes.Assign(target=nodes.Name(name=name)):
            sharing.bound[name] = expression(sharing, node.node)
            return []
    raise UnloweredError(f"{{% {type(node).__name__.lower()} %}}")


def _output(sharing: Sharing, node: nodes.Node) -> Part:
    if isinstance(node, nodes.TemplateData):
        return Part("text", value=Constant(value=node.data))
    return expression(sharing, node)


def _if(sharing: Sharing, node: nodes.If) -> Part:
    """`{% if a %}x{% elif b %}y{% else %}z{% endif %}` → `x if a else y if b else z`."""
    made: ast.expr = _branch(sharing, node.else_)
    for branch in reversed([node, *node.elif_]):
        test = sharing.node(expression(sharing, branch.test))
        made = ast.IfExp(test, _branch(sharing, branch.body), made)
    return Part("text", made)


def _branch(sharing: Sharing, body: Sequence[nodes.Node]) -> ast.expr:
    """What a branch prints; a name that only it binds would be known too far."""
    if any(isinstance(node, nodes.Assign) for node in body):
        raise UnloweredError("{% set %} in a block")
    return sharing.node(body_text(sharing, body))


def _for(sharing: Sharing, node: nodes.For) -> Part:
    """`{% for x in xs %}…{% endfor %}` → `"".join(… for x in xs)`."""
    if node.else_ or node.recursive:
        raise UnloweredError("{% for %} with else")
    over = sharing.node(expression(sharing, node.iter))
    targets = _targets(node.target)
    before = dict(sharing.bound)
    sharing.bound |= {name: Part("data", ast.Name(name)) for name in targets}
    tests = [] if node.test is None else [sharing.node(expression(sharing, node.test))]
    text = _branch(sharing, node.body)
    sharing.bound = before
    if set(targets) & {*sharing.reads, *sharing.names}:
        raise UnloweredError(f"{{% for {', '.join(targets)} %}}")
    names: list[ast.expr] = [ast.Name(name) for name in targets]
    target = names[0] if isinstance(node.target, nodes.Name) else ast.Tuple(names)
    each = ast.ListComp(text, [ast.comprehension(target, over, tests, 0)])
    return Part("text", call(ast.Attribute(ast.Constant(""), "join"), each))


def _targets(target: nodes.Node) -> list[str]:
    items = target.items if isinstance(target, nodes.Tuple) else [target]
    names = [item.name for item in items if isinstance(item, nodes.Name)]
    if len(names) < len(items):
        raise UnloweredError("{% for %}")
    return names
