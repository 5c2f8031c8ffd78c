"""Expressions over outputs are spelt by the methods that Airflow has for them, and no others are."""

from __future__ import annotations

import pytest

from polydag.backends.airflow.chained import chained, is_chain
from polydag.ir.values import Code, Constant, OutputOf, Value

READS: dict[str, Value] = {"a": OutputOf(task="one"), "b": OutputOf(task="two")}


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("[f(item) for item in a]", "one.map(f)"),
        ("[n + 1 for n in [f(m) for m in a]]", "one.map(f).map(lambda n: n + 1)"),
        ("[f(m, 2) for m in a]", "one.map(lambda m: f(m, 2))"),
        ("list(zip(a, b))", "one.zip(two)"),
        ("list(zip_longest(a, b, fillvalue='z'))", "one.zip(two, fillvalue='z')"),
        ("[*a, *[x[0] for x in b]]", "one.concat(two.map(lambda x: x[0]))"),
        ("[n for n in a if n]", None),
        ("[n + b for n in a]", None),
        ("[*a, 1]", None),
        ("a + b", None),
        ("a", None),
    ],
)
def test_an_expression_is_spelt_by_methods(text: str, spelt: str | None) -> None:
    value = Code(text=text, reads=READS)
    assert chained(value, lambda output: output.task) == spelt
    assert is_chain(value) == (spelt is not None)
    assert not is_chain(Code(text=text, reads={**READS, "a": Constant(value=1)}))
