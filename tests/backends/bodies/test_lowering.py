"""Lowering changes what belongs to the engine, and nothing else."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.backends.bodies import Packing, Spelling, lower
from tests.backends.bodies.marks import (
    RETURNING,
    YIELDING,
    marked,
    run_marked,
    run_returning,
    run_yielding,
)

PUSHED = Packing(source="push", outputs=("result", "a", "b"), wanted=("a", "b"))


def source(body: str, parameters: str = "engine, flag=False") -> str:
    """A function `f` around a body."""
    return f"def f({parameters}):\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")


def lowered(body: str, spelling: Spelling, packing: Packing | None = None) -> str:
    """The body of the function as lowered."""
    text = lower(marked(source(body)), spelling, packing or Packing()).text
    return textwrap.dedent(text.partition("\n")[2])


def test_a_function_without_uses_stays_byte_for_byte() -> None:
    text = "def f( a,b = 1 ) ->int :\n  # odd\n  return  a+b"
    assert lower(marked(text), YIELDING).text == text


def test_pulls_give_their_name_to_the_parameter() -> None:
    function = lower(marked(source("rows = engine.pull('extract_rows')\nprint(rows)")), RETURNING)
    assert function.pulls == {"extract_rows": "rows"}
    assert function.text == "def f(rows, flag=False):\n    print(rows)"


def test_a_pull_in_an_expression_becomes_a_parameter_of_its_key() -> None:
    function = lower(
        marked(source("extract = 1\nprint(engine.pull('extract'), extract)")), RETURNING
    )
    assert function.pulls == {"extract": "extract_output"}
    assert "print(extract_output, extract)" in function.text


def test_a_name_that_is_bound_again_stays_a_local() -> None:
    function = lower(marked(source("n = engine.pull('n_rows')\nn = n + 1\nprint(n)")), RETURNING)
    assert function.text.splitlines()[1:] == ["    n = n_rows", "    n = n + 1", "    print(n)"]


def test_one_output_pulled_twice_is_one_parameter() -> None:
    function = lower(
        marked(source("a = engine.pull('x')\nb = engine.pull('x')\nprint(a, b)")), RETURNING
    )
    assert function.parameters == ("a", "flag=False")
    assert "    b = a\n" in function.text


def test_names_that_only_held_the_engine_go() -> None:
    text = "context = engine.context\nds = engine.ds\nprint(ds)"
    assert lowered(text, RETURNING) == "print(ds)"
    assert lowered(text, YIELDING) == "ds = context.day\nprint(ds)"


def test_what_is_spelt_says_what_it_needs() -> None:
    function = lower(marked(source("print(engine.ds, engine.variable('n', 1))")), YIELDING)
    assert (function.needs, function.imports) == (frozenset({"context"}), (("os", ""),))
    assert function.signed(leading=["context: Context"]).startswith(
        "def f(context: Context, flag=False):"
    )


def test_loggers_are_spelt_where_they_stand() -> None:
    text = "log = engine.logger()\nlog.info('a')\nengine.log.info('b')"
    assert lowered(text, YIELDING) == "log = context.log\nlog.info('a')\ncontext.log.info('b')"
    assert lowered(text, RETURNING) == "log.info('a')\nlogger.info('b')"


def test_what_the_target_lacks_stays_and_is_named() -> None:
    function = lower(marked(source("print(engine.variable('n', 1))")), RETURNING)
    assert [use.kind for use in function.unsupported] == ["variable"]
    assert "engine.variable('n', 1)" in function.text


def test_pushes_become_the_returned_tuple() -> None:
    text = "path = write()\nengine.push('a', str(path))\nengine.push('b', 1)"
    assert lowered(text, RETURNING, PUSHED) == "path = write()\nreturn str(path), 1"


def test_a_value_that_could_change_is_held() -> None:
    text = "rows = [1]\nengine.push('a', len(rows))\nrows.append(2)\nengine.push('b', rows)"
    assert (
        lowered(text, RETURNING, PUSHED)
        == "rows = [1]\na = len(rows)\nrows.append(2)\nreturn a, rows"
    )


def test_pushes_that_nobody_reads_go_with_what_they_do_kept() -> None:
    text = "engine.push('a', send())\nengine.push('b', 1)\nreturn 2"
    assert lowered(text, RETURNING, Packing(source="push")) == "send()\nreturn 2"


def test_a_push_on_some_ways_only_may_miss() -> None:
    function = lower(
        marked(source("if flag:\n    engine.push('a', 1)\nengine.push('b', 2)")), RETURNING, PUSHED
    )
    assert function.may_miss == {"a", "b"}
    assert run_returning(function.text, flag=False) == (None, 2)


def test_yields_become_a_return() -> None:
    text = "yield engine.Output(1, 'a')\nyield engine.Output(2, 'b')"
    packing = Packing(source="outputs", outputs=("a", "b"), wanted=("a", "b"))
    assert lowered(text, RETURNING, packing) == "return 1, 2"
    assert lowered(
        text,
        RETURNING,
        Packing(source="outputs", outputs=("a", "b"), wanted=("a", "b"), shape="dict"),
    ) == ('return {"a": 1, "b": 2}')


@pytest.mark.parametrize("text", ["{}; {}", "x = 1; {}; print(x); {}"])
def test_a_body_in_the_row_of_its_def_moves_to_rows_of_its_own(text: str) -> None:
    body = text.format("yield engine.Output(1, 'a')", "yield engine.Output(2, 'b')")
    lowered_text = lower(
        marked(f"def f(engine): {body}"),
        RETURNING,
        Packing(source="outputs", outputs=("a", "b"), wanted=("a", "b")),
    ).text
    ast.parse(lowered_text)
    assert lowered_text.endswith("\n    return 1, 2")


def test_yields_become_pushes() -> None:
    text = "yield engine.Output(1, 'a')\nyield engine.Output(2, 'result')"
    packing = Packing(
        source="outputs", outputs=("a", "result"), wanted=("a", "result"), shape="push"
    )
    assert lowered(text, RETURNING, packing) == 'push("a", 1)\nreturn 2'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("return {'a': 1, 'b': 2}", "return 1, 2", id="a literal dict"),
        pytest.param(
            "return made()", 'result = made()\nreturn result["a"], result["b"]', id="a made dict"
        ),
    ],
)
def test_a_returned_dict_becomes_a_tuple(text: str, expected: str) -> None:
    packing = Packing(source="dict", outputs=("result", "a", "b"), wanted=("a", "b"))
    assert lowered(text, RETURNING, packing) == expected


def test_a_returned_tuple_becomes_a_dict() -> None:
    packing = Packing(source="tuple", outputs=("a", "b"), wanted=("a", "b"), shape="dict")
    assert lowered("return (1, [2, 3])", RETURNING, packing) == 'return {"a": 1, "b": [2, 3]}'


CHOICE = "if flag:\n    return 'big-load'\nreturn 'small'"


def test_a_choice_yields_in_a_target_that_yields() -> None:
    packing = Packing(shape="choice", names={"big-load": "big_load", "small": "small"})
    assert lowered(CHOICE, YIELDING, packing) == (
        "if flag:\n    yield Output(None, \"big_load\")\n    return\nyield Output(None, 'small')"
    )
    assert lowered(CHOICE, RETURNING, Packing(shape="choice")) == CHOICE


def test_a_computed_label_is_renamed_when_it_runs() -> None:
    packing = Packing(shape="choice", names={"big-load": "big_load", "small": "small"})
    assert lowered("return pick()", YIELDING, packing) == (
        'yield Output(None, {"big-load": "big_load", "small": "small"}[pick()])'
    )


def test_a_gate_lets_through_what_is_true() -> None:
    packing = Packing(shape="gate", wanted=("go",))
    assert lowered("if flag:\n    return\nreturn ready()", YIELDING, packing) == (
        'if flag:\n    return\nif ready():\n    yield Output(None, "go")'
    )


def test_a_skip_makes_a_generator_where_not_giving_skips() -> None:
    text = "if flag:\n    raise engine.Skip('no')\nreturn 1"
    assert lowered(text, YIELDING) == 'if flag:\n    return\nyield Output(1, "result")'
    assert lowered(text, RETURNING) == "if flag:\n    return Skipped('no')\nreturn 1"


_STATEMENTS = st.recursive(
    st.sampled_from(
        [
            "x = x + 1",
            "engine.push('a', x)",
            "engine.push('b', str(x) + engine.ds)",
            "return x",
            "return",
            "raise engine.Skip(f'at {engine.ds}')",
            "text = '''\n  kept\n'''",
            "# note",
        ]
    ),
    lambda inner: st.tuples(
        st.sampled_from(["if flag:", "for _ in range(2):", "with room():", "try:"]), inner
    ),
    max_leaves=3,
)


def _rows(statement: str | tuple[str, object], depth: int = 1) -> str:
    indent = "    " * depth
    if isinstance(statement, str):
        return f"{indent}{statement}\n"
    head, inner = statement
    assert isinstance(inner, str | tuple)
    block = f"{indent}{head}\n{_rows(inner, depth + 1)}{indent}    pass\n"
    return block + (f"{indent}finally:\n{indent}    x = x\n" if head == "try:" else "")


HEAD = "from contextlib import nullcontext as room\n"


@given(statements=st.lists(_STATEMENTS, min_size=1, max_size=5), flag=st.booleans())
def test_lowered_bodies_give_what_the_authors_give(
    statements: list[str | tuple[str, object]], flag: bool
) -> None:
    text = "def f(engine, flag, x=0):\n" + "".join(_rows(s) for s in statements) + "    x = x\n"
    pushed, result = run_marked(HEAD + text, flag=flag)
    wanted = ("a", "b", "result")
    packing = Packing(source="push", outputs=("result", "a", "b"), wanted=wanted)
    expected = {"a": pushed.get("a"), "b": pushed.get("b"), "result": result}

    returning = lower(marked(text), RETURNING, packing)
    given_back = run_returning(HEAD + returning.text, flag=flag)
    assert given_back == ("skipped" if result == "skipped" else tuple(expected.values()))

    yielding = lower(marked(text), YIELDING, Packing(source="push", wanted=wanted, shape="outputs"))
    outputs = run_yielding(HEAD + yielding.signed(leading=["context"]), flag=flag)
    assert outputs == ({} if result == "skipped" else expected)
    assert "\n  kept\n" in yielding.text or "kept" not in text


@given(st.lists(_STATEMENTS, min_size=1, max_size=5))
def test_a_target_that_spells_nothing_changes_no_character(
    statements: list[str | tuple[str, object]],
) -> None:
    text = "def f(flag, x=0):\n" + "".join(_rows(s) for s in statements) + "    x = x"
    function = marked(text).model_copy(update={"uses": ()})
    result = lower(function, Spelling())
    assert result.text == function.text
    ast.parse(result.text)
