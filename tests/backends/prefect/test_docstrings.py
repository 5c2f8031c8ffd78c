"""Docstrings are printed in three quotes, whatever is in them."""

from __future__ import annotations

import ast

import pytest

from polydag.backends.prefect.docstrings import docstring


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("One line.", '"""One line."""'),
        ("Title.\n\nMore.", '"""Title.\n\nMore.\n"""'),
        ('Ends with "quotes"', '"""Ends with "quotes\\""""'),
        ("A \\d+ pattern", 'r"""A \\d+ pattern"""'),
        ('Three """ of them', '"""Three \\"\\"\\" of them"""'),
        ('Ends with """', '"""Ends with \\"\\"\\""""'),
        ("Ends with \\", '"""Ends with \\\\"""'),
    ],
)
def test_the_text_is_kept(text: str, literal: str) -> None:
    assert docstring(text) == literal
    assert ast.literal_eval(docstring(text)).rstrip("\n") == text
