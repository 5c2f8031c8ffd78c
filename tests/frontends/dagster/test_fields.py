"""The fields of configs: defaults, types and limits, also those that pydantic's `Field` states."""

from __future__ import annotations

from collections.abc import Callable

from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant, Entries, Items

from .conftest import Read

Reader = Callable[[str], Read]

JOB = """
from typing import Literal, Optional
from dagster import Config, job, op
from pydantic import Field

class Settings(Config):
    {field}

@op
def load(config: Settings):
    return config.x

@job
def etl():
    load()
"""


def field(read: Reader, text: str) -> tuple[RunParameter, tuple[str, ...]]:
    found = read(JOB.format(field=text))
    [parameter] = found.pipeline.parameters
    return parameter, found.codes


def test_limits_and_descriptions_are_read(read: Reader) -> None:
    text = 'x: int = Field(default=3, ge=1, lt=9, multiple_of=1, description="rows", title="X")'
    assert field(read, text) == (
        RunParameter(
            name="x",
            json_type="integer",
            annotation="int",
            default=Constant(value=3),
            description="rows",
            constraints={
                "minimum": 1,
                "exclusiveMaximum": 9,
                "multipleOf": 1,
                "title": "X",
            },
        ),
        (),
    )


def test_lengths_are_those_of_texts_or_of_lists(read: Reader) -> None:
    found, _ = field(read, 'x: str = Field("a", min_length=1, pattern="^a")')
    assert found.constraints == {"minLength": 1, "pattern": "^a"}
    found, _ = field(read, 'x: list[str] = Field(["a"], max_length=2)')
    assert found.constraints == {"maxItems": 2}


def test_a_field_without_a_default_is_required(read: Reader) -> None:
    for text in ("x: int = Field(...)", "x: int = Field(ge=1)", "x: int = Field(..., ge=1)"):
        found, codes = field(read, text)
        assert (found.required, found.default, codes) == (True, None, ())


def test_factories_of_empty_values_are_defaults_and_others_are_told(read: Reader) -> None:
    found, codes = field(read, "x: list[str] = Field(default_factory=list)")
    assert (found.default, codes) == (Items(items=(), shape="list"), ())
    found, codes = field(read, "x: dict = Field(default_factory=dict)")
    assert (found.default, codes) == (Entries(), ())
    _, codes = field(read, "x: list[str] = Field(default_factory=lambda: [1])")
    assert codes == ("DGR301",)


def test_what_of_a_field_has_no_counterpart_is_told(read: Reader) -> None:
    assert field(read, 'x: int = Field(1, alias="y")')[1] == ("DGR301",)


def test_optional_types_and_choices(read: Reader) -> None:
    assert field(read, "x: Optional[int] = None")[0].json_type == "integer"
    assert field(read, "x: int | None = None")[0].json_type == "integer"
    assert field(read, 'x: Literal["a", "b"] = "a"')[0].constraints == {"enum": ["a", "b"]}
