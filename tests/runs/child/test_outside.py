"""What a task hands to a system outside is recorded by its names, and reaches nobody."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from polydag.runs.child import outside

if TYPE_CHECKING:
    database: ModuleType
else:
    database = ModuleType("database")


def by_name(day: str) -> None:
    sql = f"delete from orders where day = '{day}'"
    with database.connect(os.environ["NOBODY_HAS_SET_THIS"]) as connection:
        connection.execute(sql)


def by_keyword() -> None:
    database.client().run(image="etl:1", command=["load"])["labels"] = {"a": "b"}


def asks_until_it_is_there() -> None:
    path = "orders.csv"
    while database.exists(path).done != "never":
        pass


def mails() -> None:
    with smtplib.SMTP("nowhere.invalid") as server:
        text = "all is well"
        server.sendmail("a@b", "c@d", text)


def fails_before() -> None:
    raise KeyError("its own mistake")


@pytest.mark.parametrize(
    ("function", "given", "found"),
    [
        pytest.param(
            by_name,
            {"day": "2026-01-05"},
            {"sql": "delete from orders where day = '2026-01-05'"},
            id="a variable of the function is known by its name",
        ),
        pytest.param(
            by_keyword,
            {},
            {"image": "etl:1", "command": ["load"], "labels": {"a": "b"}},
            id="an argument of a call is known by its keyword, an entry by its key",
        ),
        pytest.param(
            asks_until_it_is_there,
            {},
            {"path": "orders.csv"},
            id="code that asks again and again ends",
        ),
        pytest.param(mails, {}, {"text": "all is well"}, id="Python's own ways out are closed"),
    ],
)
def test_what_is_handed_over_is_known(
    function: Callable[..., object], given: dict[str, object], found: dict[str, object]
) -> None:
    assert outside.of_call(function, given, [*found, "never there"], "engine") == found


def test_a_mistake_of_the_code_itself_goes_up() -> None:
    with pytest.raises(KeyError):
        outside.of_call(fails_before, {}, ["sql"], "engine")
