"""Functions that stand beside tasks inside the function of a DAG come along where they mean the same in the module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.pipeline import Module, Prelude

Read: TypeAlias = Callable[..., Any]

DAG = """
    from airflow.sdk import Variable, dag, task
    from functools import cache as cached

    def shown(text):
        return text

    @dag
    def etl(day="x"):
        limit = 3
{helper}

        @task
        def load():
            return helper(1)

        load()

    etl()
"""


def prelude(read: Read, helper: str) -> tuple[Prelude, ...]:
    rows = "\n".join(f"        {row}" for row in helper.splitlines())
    found: Module = read(DAG.format(helper=rows)).module
    return found.prelude


@pytest.mark.parametrize(
    ("helper", "text"),
    [
        ("def helper(n):\n    return n", "def helper(n):\n    return n"),
        (
            "def helper(n):\n    return n + limit",
            "def helper(n):\n    limit = 3\n    return n + limit",
        ),
        (
            "def helper(n):\n    return helper(n - 1) if n else limit",
            "def helper(n):\n    limit = 3\n    return helper(n - 1) if n else limit",
        ),
    ],
)
def test_a_helper_stands_in_the_module(read: Read, helper: str, text: str) -> None:
    assert text in [piece.text for piece in prelude(read, helper)]


@pytest.mark.parametrize(
    "helper",
    [
        "def helper(n):\n    return day",
        "def helper(n):\n    return Variable.get('x')",
        "@cached\ndef helper(n):\n    return n",
    ],
)
def test_what_would_mean_something_else_there_stays(read: Read, helper: str) -> None:
    # What the result then reads and nothing defines is told when it is written (IR306).
    assert not any("helper" in piece.defines for piece in prelude(read, helper))
