"""Values as Python code: what is written evaluates to what it was."""

from __future__ import annotations

import datetime as dt
import importlib
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.ir.model import Symbolic
from polydag.ir.values import Code, OutputOf, Text
from polydag.ir.values import constant as ir_constant
from polydag.rendering.pyvalues import Expression, PyValue, call, expression, fstring

SCOPE = {**vars(dt), "ZoneInfo": ZoneInfo, "datetime": dt.datetime}
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
)
MOMENTS = (
    st.timedeltas()
    | st.dates()
    | st.datetimes()
    | st.datetimes(
        timezones=st.sampled_from(
            [dt.UTC, ZoneInfo("Europe/Berlin"), dt.timezone(dt.timedelta(hours=-2))]
        )
    )
    | st.times()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
VALUES = st.recursive(
    SCALARS | MOMENTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.tuples(inner)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_code_evaluates_to_the_value(value: PyValue) -> None:
    assert eval(expression(value).text, dict(SCOPE)) == value


@given(VALUES)
def test_every_name_that_the_code_needs_is_imported(value: PyValue) -> None:
    written = expression(value)
    scope: dict[str, object] = {
        item.local: getattr(importlib.import_module(item.module), item.name or "")
        for item in written.imports
    }
    assert eval(written.text, scope) == value


@given(JSON)
def test_constants_of_the_ir_are_written_as_themselves(value: None) -> None:
    written = expression(ir_constant(value))  # type: ignore[arg-type]  # JSON has no output or parameter in it
    assert eval(written.text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("it's", '"it\'s"', id="double quotes where they need no escape"),
        pytest.param('say "hi"', "'say \"hi\"'", id="single quotes around double ones"),
        pytest.param("a\nb", '"a\\nb"', id="short text stays on one line"),
        pytest.param(
            "select *\nfrom orders\nwhere day = '2024-01-01'",
            '"""select *\nfrom orders\nwhere day = \'2024-01-01\'"""',
            id="long text keeps its lines",
        ),
        pytest.param(
            dt.timedelta(seconds=300), "timedelta(minutes=5)", id="the largest exact unit"
        ),
        pytest.param(
            dt.timedelta(days=1, minutes=90),
            "timedelta(days=1, hours=1, minutes=30)",
            id="mixed units",
        ),
        pytest.param(dt.timedelta(seconds=-30), "-timedelta(seconds=30)", id="a negative delay"),
        pytest.param(
            dt.datetime(2024, 1, 1), "datetime(2024, 1, 1)", id="midnight is not spelt out"
        ),
        pytest.param(
            dt.datetime(2024, 1, 1, 2), "datetime(2024, 1, 1, 2, 0)", id="an hour has minutes"
        ),
        pytest.param(
            dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
            "datetime(2024, 1, 1, tzinfo=timezone.utc)",
            id="UTC as 3.9 spells it",
        ),
        pytest.param((1,), "(1,)", id="a tuple of one"),
        pytest.param({3, 1}, "{1, 3}", id="a set in an order that does not change"),
        pytest.param(frozenset(), "set()", id="an empty set"),
        pytest.param(float("inf"), 'float("inf")', id="infinity"),
        pytest.param(
            Symbolic(text="RETRIES + 1", names=("RETRIES",)),
            "RETRIES + 1",
            id="a symbolic value is its expression",
        ),
        pytest.param([Expression("rows")], "[rows]", id="an expression inside a list"),
    ],
)
def test_spelling(value: PyValue, text: str) -> None:
    assert expression(value).text == text


def test_names_and_imports_of_inner_values_come_along() -> None:
    written = expression({"delay": dt.timedelta(1), "retries": Symbolic(text="N", names=("N",))})
    assert written.names == ("N",)
    assert [item.local for item in written.imports] == ["timedelta"]
    assert call("retry", written, by=expression(dt.date(2024, 1, 1))).text.endswith(
        "by=date(2024, 1, 1))"
    )


@pytest.mark.parametrize(
    "value",
    [object(), OutputOf(task="a"), Text(parts=()), Code(text="x", reads={"x": OutputOf(task="a")})],
    ids=["an unknown type", "a task's output", "a template", "code over an output"],
)
def test_what_only_a_backend_can_spell_is_refused(value: PyValue) -> None:
    with pytest.raises(TypeError):
        expression(value)


EXPRESSIONS = st.sampled_from(
    ["x", "d['a']", 'd["a"]', "{1: 2}[1]", "'''q'''", "d['a'] + d[\"a\"]", '"\\n"', '"#"']
)


@given(
    st.lists(
        st.text(alphabet="ab'\"\\\n{}\r\té #") | st.builds(Expression, EXPRESSIONS), max_size=5
    )
)
def test_an_fstring_evaluates_to_its_parts(parts: list[str | Expression]) -> None:
    scope: dict[str, object] = {"x": 5, "d": {"a": "v"}}
    meant = "".join(
        part if isinstance(part, str) else str(eval(part.text, scope)) for part in parts
    )
    assert eval(fstring(parts).text, scope) == meant


def test_an_fstring_never_nests_its_own_quotes() -> None:
    assert fstring(["day ", Expression('ctx["ds"]')]).text == "f'day {ctx[\"ds\"]}'"
    both = Expression("\"a\" + 'b'")
    assert fstring([both]).text == """f\"\"\"{"a" + 'b'}\"\"\""""
