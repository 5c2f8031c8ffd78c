"""Values that stubs return."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.runs.child.stubs import canonical, derive, element, plain

ANNOTATED: dict[str, object] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "None": type(None),
    "list": list,
    "list[int]": list,
    "dict": dict,
    "dict[str, int]": dict,
    "typing.List[str]": list,
    "Optional[int]": int,
    "None | int": int,
    "Union[None, str]": str,
    "Annotated[int, 'rows']": int,
    "'int'": int,
    "tuple[int, ...]": list,
    "pl.DataFrame": list,
    "not an annotation (": list,
}


@pytest.mark.parametrize(("annotation", "kind"), ANNOTATED.items())
def test_a_value_has_the_annotated_type(annotation: str, kind: type) -> None:
    assert type(derive("load", "result", {}, annotation)) is kind


def test_items_have_the_annotated_type() -> None:
    value = derive("load", "result", {}, "dict[str, list[float]]")
    assert isinstance(value, dict)
    assert all(isinstance(item, float) for items in value.values() for item in items)


def test_a_fixed_tuple_has_an_item_per_type() -> None:
    value = derive("load", "result", {}, "tuple[int, str]")
    assert isinstance(value, list)
    assert [type(item) for item in value] == [int, str]


@pytest.mark.parametrize("annotation", [None, "int", "str", "float", "dict", "list[int]"])
def test_other_inputs_give_another_value(annotation: str | None) -> None:
    one, other = ({"rows": [1, 2]}, {"rows": [2, 1]})
    assert derive("t", "result", one, annotation) != derive("t", "result", other, annotation)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 1.0}, {"a": 1}),
        ({"a": (1, 2)}, {"a": [1, 2]}),
        ({"a": {1, 2, 3}}, {"a": {3, 2, 1}}),
        ({"a": {"k": (1,)}}, {"a": {"k": [1.0]}}),
    ],
    ids=["key order", "numbers by value", "tuples are lists", "sets are sorted", "nested"],
)
def test_equal_meanings_are_equal_texts(one: dict[str, object], other: dict[str, object]) -> None:
    assert canonical(one) == canonical(other)


def test_foreign_objects_are_the_same_text_in_every_run() -> None:
    assert plain(object()) == plain(object())
    assert plain(datetime.date(2026, 1, 5)) == "2026-01-05"
    assert plain(datetime.timedelta(minutes=5)) == 300
    assert plain(PurePosixPath("a/b")) == "a/b"
    assert plain(ValueError("no rows")) == "ValueError: no rows"


def test_an_output_of_a_tuple_has_its_own_annotation() -> None:
    assert element("tuple[int, dict[str, int]]", 1, 2) == "dict[str, int]"
    assert element("dict[str, float]", 1, 2) == "float"
    assert element("tuple[int, int]", 0, 3) is None
    assert element("int", 0, 2) is None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_values, max_size=3))
def test_deriving_is_a_function_of_the_meaning(inputs: dict[str, object]) -> None:
    again = dict(reversed(list(inputs.items())))
    assert derive("t", "result", inputs, "int") == derive("t", "result", again, "int")
    assert plain(plain(inputs)) == plain(inputs)
