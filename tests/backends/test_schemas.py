"""The JSON Schema of parameters in the words of pydantic."""

from __future__ import annotations

import pytest

from polydag.backends.schemas import annotation, choices, field_arguments, may_be_none, unchecked
from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant, Json


def of(json_type: str | None, **constraints: Json) -> RunParameter:
    given = {name.replace("_", ""): value for name, value in constraints.items()}
    return RunParameter(name="n", json_type=json_type, constraints=given)


@pytest.mark.parametrize(
    ("parameter", "written"),
    [
        (of("number", type_=["null", "number"]), "float | None"),
        (of(None, type_=["integer", "string"]), "int | str"),
        (of("array", items={"type": "integer"}), "list[int]"),
        (of("array", items={"type": "integer", "minimum": 1}), "list"),
        (RunParameter(name="n", json_type="string", default=Constant(value=None)), "str | None"),
        (of(None), ""),
    ],
)
def test_types_are_annotations_of_builtins(parameter: RunParameter, written: str) -> None:
    assert annotation(parameter) == written
    assert may_be_none(parameter) == ("None" in written)


def test_a_constant_is_the_only_choice() -> None:
    assert choices(of("string", const="x")) == ["x"]


def test_every_word_is_an_argument_of_field_or_told() -> None:
    parameter = of(
        "integer",
        exclusiveMaximum=9,
        multipleOf=3,
        title="N",
        enum=[3, 6],
        section="S",
        format="even",
        pattern="(?=x)",
    )
    assert field_arguments(parameter) == {"lt": 9, "multiple_of": 3, "title": "N"}
    assert list(unchecked(parameter)) == [
        ("section", "S", False),
        ("format", "even", True),
        ("pattern", "(?=x)", True),
    ]
