"""The names that a model's expressions read are found wherever they stand."""

from __future__ import annotations

from polydag.ir.model import Symbolic
from polydag.ir.names import names_read
from polydag.ir.operations import Call
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Entries, Items


def test_scalars_and_nested_values_are_searched() -> None:
    rows = Entries(entries={"rows": Items(items=(Code(text="ROWS[0]", names=("ROWS",)),))})
    task = Task(id="load", operation=Call(function="load", arguments={"x": rows}))
    pipeline = Pipeline(
        id="daily", nodes=(task,), timeout=Symbolic(text="LIMIT * 2", names=("LIMIT",))
    )
    assert names_read([pipeline]) == {"ROWS", "LIMIT"}


def test_plain_values_read_nothing() -> None:
    assert names_read([Pipeline(id="daily", tags=("ROWS",))]) == set()
