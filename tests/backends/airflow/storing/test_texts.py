"""The author's text with what it keeps and loads."""

from __future__ import annotations

import pytest

from polydag.backends.airflow.storing.texts import How, loading, saving


@pytest.mark.parametrize(
    ("how", "returned", "kept"),
    [
        ("whole", "x", "keep(x)"),
        ("whole", "x, y", "keep((x, y))"),
        ("whole", "(x, y)", "keep((x, y))"),
        ("whole", "(x), (y)", "keep(((x), (y)))"),
        ("whole", "None", "None"),
        ("whole", "f(\n        x,\n    )", "keep(f(\n        x,\n    ))"),
        ("each", "[x, y]", "[keep(x), keep(y)]"),
        ("each", "x", "[keep(item) for item in x]"),
        ("keys", "{'a': x, 'b': y}", "{'a': keep(x), 'b': keep(y)}"),
        ("keys", "x", "{key: keep(item) for key, item in (x).items()}"),
    ],
)
def test_what_is_returned_is_kept(how: How, returned: str, kept: str) -> None:
    text = "def a(x, y):\n    return "
    assert saving(text + returned, "keep", how) == text + kept


def test_what_is_pushed_is_kept_too() -> None:
    text = "def a(ti=None):\n    ti.xcom_push(key='n', value={})\n    return"
    assert saving(text.format("b''"), "keep", "whole") == text.format("keep(b'')")


def test_returns_of_nested_functions_stay() -> None:
    text = "def a(x):\n    def b():\n        return x\n    print(b())"
    assert saving(text, "keep", "whole") == text


@pytest.mark.parametrize(
    ("shape", "loaded"),
    [
        (("value",), "take(x)"),
        (("list", "value"), "[take(item) for item in x]"),
        (
            ("dict", "list", "value"),
            "{key: [take(item) for item in item] for key, item in x.items()}",
        ),
    ],
)
def test_parameters_are_loaded_behind_the_docstring(shape: tuple[str, ...], loaded: str) -> None:
    text = 'def a(x):\n    """Doc."""\n    return x'
    expected = f'def a(x):\n    """Doc."""\n    x = {loaded}\n    return x'
    assert loading(text, {"x": shape}, "take") == expected  # type: ignore[dict-item]  # words of a shape
