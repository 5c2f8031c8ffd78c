"""What a parameter takes of a run, as pipelines that check and pipelines that convert have it."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant
from polydag.runs.parameter_types import RefusedError, taken


def strict(word: str | None, **more: object) -> RunParameter:
    return RunParameter.model_validate({"name": "n", "json_type": word, **more})


def converting(word: str | None, annotation: str) -> RunParameter:
    return strict(word, annotation=annotation, coerces=True)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(("integer", 3), ("number", 0.5), ("number", 3), ("string", "3"), ("boolean", True)),
        *(("array", [1, "a"]), ("object", {"a": [1]}), (None, "anything"), (None, {"a": 1})),
    ],
)
def test_a_value_of_the_type_is_taken_as_it_is(word: str | None, value: JsonValue) -> None:
    assert taken(strict(word), value) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(("integer", "3"), ("integer", True), ("integer", 3.5), ("number", "x"), ("string", 3)),
        *(("boolean", 1), ("array", "ab"), ("object", []), ("integer", None)),
    ],
)
def test_a_value_of_another_type_is_refused(word: str, value: JsonValue) -> None:
    with pytest.raises(RefusedError, match="for the parameter `n`"):
        taken(strict(word), value)


@pytest.mark.parametrize(
    ("parameter", "value", "made"),
    [
        (converting("integer", "int"), "3", 3),
        (converting("number", "float"), "1.5", 1.5),
        (converting("boolean", "bool"), "true", True),
        (converting("array", "list[int]"), ["1", 2], [1, 2]),
        (converting("object", "dict[str, list[int]]"), {"a": ["1"]}, {"a": [1]}),
        (converting("integer", "int | None"), "3", 3),
        (converting(None, "date"), "2026-01-05", "2026-01-05"),
    ],
)
def test_a_value_is_converted_where_that_loses_nothing(
    parameter: RunParameter, value: JsonValue, made: JsonValue
) -> None:
    assert taken(parameter, value) == made


@pytest.mark.parametrize("value", ["many", "1.5", [], 3.5])
def test_what_cannot_be_converted_is_refused(value: JsonValue) -> None:
    with pytest.raises(RefusedError):
        taken(converting("integer", "int"), value)


def test_limits_and_choices_count() -> None:
    limited = strict("integer", constraints={"minimum": 1, "maximum": 9})
    assert taken(limited, 9) == 9
    with pytest.raises(RefusedError, match="less than or equal to 9"):
        taken(limited, 10)
    with pytest.raises(RefusedError):
        taken(strict(None, constraints={"enum": ["de", "fr"]}), "es")


def test_nothing_is_taken_where_that_is_the_default() -> None:
    assert taken(strict("integer", default=Constant(value=None)), None) is None
