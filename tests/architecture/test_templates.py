"""Templates lay out; Python decides: no assignment, call, comparison or concatenation in a template."""

from __future__ import annotations

import pytest
from jinja2 import nodes

from polydag.rendering.environment import environment
from tests.architecture.sources import PRODUCT, name

FORBIDDEN = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Call,
    nodes.Compare,
    nodes.Concat,
    nodes.BinExpr,
    nodes.Test,
)
JOINED = (nodes.And, nodes.Or)
TEMPLATES = sorted((PRODUCT / "templates").rglob("*.jinja"))


def reasoning(text: str) -> list[str]:
    """What in a template is more than layout."""
    tree = environment().parse(text)
    found = [node for node in tree.find_all(FORBIDDEN) if not isinstance(node, JOINED)]
    filters = [node for node in tree.find_all(nodes.Filter) if node.name != "py"]
    return [f"line {node.lineno}: {type(node).__name__}" for node in [*found, *filters]]


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_only_lays_out(path: object) -> None:
    with open(str(path), encoding="utf-8") as file:
        assert reasoning(file.read()) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% set x = 1 %}",
        "{{ name.upper() }}",
        "{% if retries > 1 %}{% endif %}",
        "{{ a ~ b }}",
        "{{ a + b }}",
        "{{ text | indent }}",
        "{% if a is defined %}{% endif %}",
    ],
)
def test_reasoning_is_found(text: str) -> None:
    assert reasoning(text)


def test_layout_is_allowed() -> None:
    assert (
        reasoning(
            "{% for t in tasks %}{% if t.retries and not last %}{{ t.name | py }}{% endif %}{% endfor %}"
        )
        == []
    )
