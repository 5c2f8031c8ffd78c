"""Which annotations name values that XCom carries as they are."""

from __future__ import annotations

import pytest

from polydag.backends.airflow.storing.types import Types, parsed
from polydag.ir.pipeline import Pipeline, Prelude
from tests.backends.airflow.modules import PLAIN, call, module

PRELUDE = """
import datetime as dt
from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Optional, TypedDict

import numpy as np
import pandas as pd
import polars as pl
from dagster import Output
from pydantic import JsonValue
from shop.models import Order


class Row(TypedDict):
    number: int


class Point(NamedTuple):
    x: int


Rows = list[Row]
Frames = dict[str, pl.DataFrame]
"""


def types() -> Types:
    made = module("m", PLAIN[:1], Pipeline(id="m", nodes=(call("a"),)))
    return Types(made.model_copy(update={"prelude": (Prelude(text=PRELUDE),)}))


@pytest.mark.parametrize(
    "annotation",
    [
        *("int", "None", "dict", "dict[str, list[int]]", "tuple[int, ...]", "set[str]", "Decimal"),
        *("dt.datetime", "dt.date | None", "Optional[dt.timedelta]", "pd.DataFrame", "Row", "Rows"),
    ],
)
def test_what_xcom_carries(annotation: str) -> None:
    assert types().carried(parsed(annotation)) is True


@pytest.mark.parametrize(
    "annotation",
    [
        *(
            "bytes",
            "list[bytes]",
            "dict[str, bytes]",
            "Path",
            "Path | None",
            "'Path'",
            "Optional[Path]",
        ),
        *("dict[int, str]", "pl.DataFrame", "np.ndarray", "pd.Series", "Frames", "Point", "Order"),
        *("Output[pl.DataFrame]", "Sequence[Order]", "complex", "deque", "dt.time", "Any | bytes"),
    ],
)
def test_what_xcom_does_not_carry(annotation: str) -> None:
    assert types().carried(parsed(annotation)) is False


@pytest.mark.parametrize(
    "annotation", ["", "Any", "object", "Output", "Unknown", "JsonValue", "1 +"]
)
def test_what_nobody_knows(annotation: str) -> None:
    assert types().carried(parsed(annotation)) is None
