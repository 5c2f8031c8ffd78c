"""Every trap has a case or a test that shows it, or says what is open; what is named is there."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter

from polydag.conformance.stated import Stated, stated
from polydag.conformance.suite import Suite

ROOT = Path(__file__).parents[2]
SUITE = Suite(ROOT / "conformance")
NUMBERS = range(1, 29)


class Trap(Stated):
    """Something that is silently wrong unless you know it; `tests` are files, or functions in them."""

    trap: Annotated[int, Field(ge=1)]
    claim: str
    cases: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    open: str | None = None


TRAPS = stated(TypeAdapter(tuple[Trap, ...]), SUITE.folder / "traps.yaml")


def test_every_trap_is_listed_once() -> None:
    assert [trap.trap for trap in TRAPS] == list(NUMBERS)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: str(trap.trap))
def test_a_trap_is_shown_or_says_what_is_open(trap: Trap) -> None:
    assert trap.cases or trap.tests or trap.open
    assert set(trap.cases) <= set(SUITE.ids)
    for test in trap.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text())
        assert not name or name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}


def test_what_is_open_is_known() -> None:
    """A trap that is closed leaves this list, and none joins it unseen."""
    assert {trap.trap for trap in TRAPS if trap.open} == set()
