"""Lines of dependencies state every dependency, once, and none that there is not."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from polydag.backends.airflow.edges import chains, line

NAMES = "abcdefgh"


def stated(text: str) -> set[tuple[str, str]]:
    """What a line of `>>` means in Airflow; a list beside a list is a TypeError there."""
    found: set[tuple[str, str]] = set()

    def names(node: ast.expr) -> list[str]:
        if isinstance(node, ast.List):
            return [inner.id for inner in node.elts if isinstance(inner, ast.Name)]
        assert isinstance(node, ast.Name)
        return [node.id]

    def last(node: ast.expr) -> list[str]:
        if not isinstance(node, ast.BinOp):
            return names(node)
        left, right = last(node.left), names(node.right)
        assert not (isinstance(node.left, ast.List) and isinstance(node.right, ast.List))
        assert len(left) == 1 or len(right) == 1
        found.update((a, b) for a in left for b in right)
        return right

    last(ast.parse(text, mode="eval").body)
    return found


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=20))
def test_the_lines_state_exactly_the_dependencies(pairs: set[tuple[str, str]]) -> None:
    edges = tuple(sorted((a, b) for a, b in pairs if a < b))
    order = {name: rank for rank, name in enumerate(NAMES)}
    names = {name: name for name in NAMES}
    lines = [line(chain, names) for chain in chains(edges, order)]
    assert {pair for text in lines for pair in stated(text)} == set(edges)


def test_a_fan_out_and_in_is_one_line() -> None:
    edges = (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"))
    order = {name: rank for rank, name in enumerate(NAMES)}
    [chain] = chains(edges, order)
    assert line(chain, {name: name for name in NAMES}) == "a >> [b, c] >> d"


def test_a_list_of_a_loop_never_stands_beside_another_list() -> None:
    edges = (("a", "b"), ("b", "c"))
    order = {name: rank for rank, name in enumerate(NAMES)}
    made = chains(edges, order, many=frozenset("bc"))
    assert [len(chain) for chain in made] == [2, 2]
