"""What bodies give without saying so in an annotation."""

from __future__ import annotations

import pytest

from polydag.backends.airflow.storing.results import kind_not_carried
from polydag.backends.airflow.storing.types import Types
from polydag.ir.pipeline import Pipeline, Prelude
from tests.backends.airflow.modules import PLAIN, call, function, module

PRELUDE = """
import math
import pickle
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from shop import Order, make_order


class Status(Enum):
    OPEN = 1


@dataclass
class Item:
    number: int
"""
TYPES = Types(
    module("m", PLAIN[:1], Pipeline(id="m", nodes=(call("a"),))).model_copy(
        update={"prelude": (Prelude(text=PRELUDE),)}
    )
)


def kind(*rows: str) -> str | None:
    return kind_not_carried(function("def a(x):\n    " + "\n    ".join(rows)), TYPES)


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("b'raw'", "b'raw'"),
        ("{'a': [1, b'raw']}", "b'raw'"),
        ("{3: 'three'}", "{3: 'three'}"),
        ("x.encode()", "x.encode()"),
        ("Path(x) / 'y'", "Path(x)"),
        ("Path.cwd()", "Path.cwd()"),
        ("Status.OPEN", "Status.OPEN"),
        ("[Item(n) for n in x]", "Item(n)"),
        ("Order.model_validate(x)", "Order.model_validate(x)"),
        ("np.array(x)", "np.array(x)"),
        ("pl.read_csv(x).filter(y)", "pl.read_csv(x).filter(y)"),
        ("pickle.dumps(x)", "pickle.dumps(x)"),
        ("float('nan')", "float('nan')"),
        ("x if x else math.nan", "math.nan"),
    ],
)
def test_expressions_that_xcom_does_not_carry(returned: str, said: str) -> None:
    assert kind(f"return {returned}") == said


@pytest.mark.parametrize(
    "returned",
    [
        *(
            "x",
            "1",
            "{'a': (1, 2)}",
            "len(b'raw')",
            "str(Path(x))",
            "Status.OPEN.value",
            "float('1.5')",
        ),
        *("pl.read_csv(x).to_dicts()", "np.array(x).tolist()", "np.mean(x)", "make_order(x)"),
        *("pd.DataFrame(x)", "b'raw'.decode()", "Item(1).number", "[Item(1).number]"),
    ],
)
def test_expressions_about_which_nothing_is_said(returned: str) -> None:
    assert kind(f"return {returned}") is None


def test_a_local_is_what_it_was_given() -> None:
    assert kind("frame = pl.read_csv(x)", "frame.height", "return frame") == "pl.read_csv(x)"


def test_a_local_with_two_values_is_not_known() -> None:
    assert kind("y = b''", "y = y.decode()", "return y") is None


def test_what_a_nested_function_returns_is_its_own() -> None:
    assert kind("def inner():", "    return b''", "return len(inner())") is None


def test_the_annotation_is_believed_without_a_look_at_the_body() -> None:
    assert kind_not_carried(function("def a(x) -> 'Path':\n    return x"), TYPES) == "Path"


def test_an_import_of_the_body_counts() -> None:
    assert kind("import numpy", "return numpy.zeros(3)") == "numpy.zeros(3)"
