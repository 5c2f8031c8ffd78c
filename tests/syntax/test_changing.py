"""Which arguments a body changes in place."""

from __future__ import annotations

import pytest

from polydag.syntax.changing import changed_parameters


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        pytest.param("rows.append(1)", {"rows"}, id="a method that changes a list"),
        pytest.param("rows[0] = 1", {"rows"}, id="an element is set"),
        pytest.param("del rows['a']", {"rows"}, id="an element is deleted"),
        pytest.param("rows.name = 'a'", {"rows"}, id="an attribute is set"),
        pytest.param("rows += [1]", {"rows"}, id="a list is added to"),
        pytest.param("return sorted(rows)", set(), id="what is only read stays"),
        pytest.param("rows.count(1)", set(), id="a method that only looks"),
        pytest.param("rows = list(rows)\n    rows.append(1)", set(), id="a copy is changed"),
        pytest.param("other = []\n    other.append(rows)", set(), id="a value of its own"),
    ],
)
def test_an_argument_that_is_changed_in_place_is_found(body: str, changed: set[str]) -> None:
    assert changed_parameters(f"def load(rows, other):\n    {body}") == changed
