"""The template environment refuses what templates could get wrong."""

from __future__ import annotations

from datetime import timedelta

import jinja2
import pytest

from polydag.rendering.environment import environment
from polydag.rendering.pyvalues import expression


def text(template: str, **facts: object) -> str:
    return environment().from_string(template).render(**facts)


def test_a_fact_that_is_missing_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        text("{{ retries }}")


def test_values_are_quoted_by_the_filter() -> None:
    assert text("x = {{ value | py }}\n", value={"a": "it's"}) == 'x = {"a": "it\'s"}\n'


def test_a_value_whose_import_would_be_forgotten_is_refused() -> None:
    with pytest.raises(TypeError, match="needs an import"):
        text("{{ value | py }}", value=timedelta(1))
    assert text("{{ value | py }}", value=expression(timedelta(1))) == "timedelta(days=1)"


def test_a_block_leaves_no_empty_line() -> None:
    assert (
        text(
            "{% for x in xs %}\n  {% if x %}\n{{ x }}\n  {% endif %}\n{% endfor %}\n", xs=["a", ""]
        )
        == "a\n"
    )
