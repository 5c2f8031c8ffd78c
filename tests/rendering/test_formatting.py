"""One batch of formatting: polydag's text is formatted, the author's is not touched."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polydag.rendering.check import check_module
from polydag.rendering.formatting import format_modules
from polydag.rendering.imports import ImportSet
from polydag.rendering.indentation import indent
from polydag.rendering.placeholders import IMPORTS, Draft, Placeholders

BODY = 'def load( rows ):\n    #odd\n    sql = """a\n  b\n"""\n    return json.dumps( rows )'


def formatted(text: str, held: Placeholders, imports: ImportSet | None = None) -> str:
    return format_modules({"m.py": held.draft(f"{IMPORTS}\n{text}", imports or ImportSet())})[
        "m.py"
    ]


def test_a_decorated_function_of_the_author_keeps_every_character() -> None:
    held = Placeholders()
    code = formatted(f"@op( retries=2 )\n{held.hold(BODY)}\nx=1", held)
    assert code == f"@op(retries=2)\n{BODY}\n\n\nx = 1\n"


def test_a_body_in_a_function_is_indented_but_for_its_strings() -> None:
    held = Placeholders()
    body = held.hold('x = 1;\ny = f("""\n1""")\nreturn   x')
    assert formatted(f"def f():\n  {body}", held) == (
        'def f():\n    x = 1;\n    y = f("""\n1""")\n    return   x\n'
    )


def test_comments_of_the_author_keep_their_spelling() -> None:
    held = Placeholders()
    comment = held.hold("#why\n#: because")
    assert formatted(f"{comment}\nx=1", held) == "#why\n#: because\nx = 1\n"


def test_no_text_leaves_no_trace() -> None:
    held = Placeholders()
    assert formatted(f"{held.hold('')}\nx=1", held) == "x = 1\n"


def test_imports_are_those_that_the_module_or_a_held_text_uses() -> None:
    held, imports = Placeholders(), ImportSet()
    imports.add_text("import json\nimport requests\nfrom pandas import DataFrame")
    imports.add("dagster", "op")
    code = formatted(
        f"@op\n{held.hold(BODY)}\ndef g(frame: 'DataFrame'): return 'requests'", held, imports
    )
    assert code.startswith(
        "import json\n\nfrom dagster import op\nfrom pandas import DataFrame\n\n\n@op\n"
    )


def test_a_mark_that_a_template_forgot_is_an_error() -> None:
    held = Placeholders()
    held.hold(BODY)
    with pytest.raises(ValueError, match="1 texts were held"):
        formatted("x = 1", held)


def test_a_mark_that_stands_twice_is_an_error() -> None:
    held = Placeholders()
    line = held.hold("x = 1")
    with pytest.raises(ValueError, match="1 texts were held"):
        formatted(f"{line}\n{line}", held)


def test_a_template_without_a_line_for_the_imports_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 times"):
        Placeholders().draft("x = 1", ImportSet())


def test_one_bad_module_leaves_the_others_formatted() -> None:
    result = format_modules({"bad.py": "x = (", "good.py": "x  =  1", "notes.md": "*  x"})
    assert result == {"bad.py": "x = (", "good.py": "x = 1\n", "notes.md": "*  x"}
    assert check_module(result["good.py"]) is None
    assert str(check_module(result["bad.py"])).startswith("1:5: ")


def test_the_settings_of_the_folder_do_not_count(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open("ruff.toml", "w", encoding="utf-8") as file:
        file.write("line-length = 20\n")
    line = "value = function(argument_one, argument_two)\n"
    assert format_modules({"m.py": line})["m.py"] == line


@pytest.mark.parametrize(
    "text",
    ["return 1", "x = '\0'", "f(a=1, a=2)"],
    ids=["a return outside", "a null byte", "a keyword twice"],
)
def test_text_that_does_not_compile_has_a_fault(text: str) -> None:
    assert check_module(text) is not None


def test_an_old_escape_of_the_author_is_no_fault() -> None:
    assert check_module('x = "\\d"') is None


TEXTS = st.lists(
    st.sampled_from(
        [
            BODY,
            "X   =  [1,2]",
            "#c",
            "class A :\n    b=1",
            "async def g( ):\n    await   x",
            "if x :\n    pass",
            '"""doc\n   string"""',
            "@first\n@second( 1 )\ndef h(): return 1  # end",
        ]
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.integers(0, 2))
def test_held_texts_come_out_in_order_and_unaltered(texts: list[str], depth: int) -> None:
    held = Placeholders()
    opening = "".join(f"{'    ' * level}class L{level}:\n" for level in range(depth))
    margin = "    " * depth
    lines = (
        "\n".join(f"{margin}{held.hold(text)}\n{margin}y   =  1" for text in texts)
        or f"{margin}y=1"
    )
    code = formatted(opening + lines, held)
    position = 0
    for text in texts:
        position = code.index(indent(text, margin), position) + len(text)
    ast.parse(code)


def test_the_same_input_gives_the_same_bytes() -> None:
    draft = Draft("x  =  {'b':1,'a':2}")
    assert format_modules({"a.py": draft}) == format_modules({"a.py": draft})
