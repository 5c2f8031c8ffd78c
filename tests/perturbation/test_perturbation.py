"""Changing the value of any attribute in a case changes the emitted code or the diagnostics, for every target.

Bookkeeping can be satisfied by counting a field that never reaches the code; this cannot.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest

from tests.perturbation.seen import conversions
from tests.perturbation.sites import Site, other_than

CASES = Path(__file__).parents[2] / "conformance" / "cases"


def sites(text: str) -> Iterator[Site]:
    """Literals among the keyword arguments of calls in building code, and in the values of `default_args`."""
    tree = ast.parse(text)
    lengths = (len(line) for line in text.encode().splitlines(keepends=True))
    offsets = [0, *accumulate(lengths)]
    for call in _building_calls(tree):
        for keyword in call.keywords:
            for node in ast.walk(keyword.value):
                if (
                    isinstance(node, ast.Constant)
                    and node.lineno == node.end_lineno
                    and keyword.arg
                ):
                    yield from _site(node, keyword.arg, offsets)


def _building_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls outside of the bodies that tasks run: at module level, in decorators, in builders."""
    for node in ast.walk(tree):
        match node:
            case ast.With() | ast.Expr() | ast.Assign():
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Call) and _is_engine_call(inner):
                        yield inner
            case ast.FunctionDef(decorator_list=decorators):
                yield from (d for d in decorators if isinstance(d, ast.Call))


def _is_engine_call(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    return name in {
        "DAG",
        "define_asset_job",
        "ScheduleDefinition",
        "partial",
        "expand",
    } or name.endswith(("Operator", "Sensor"))


def _site(node: ast.Constant, name: str, offsets: list[int]) -> Iterator[Site]:
    replacement = other_than(node.value)
    if replacement is not None:
        assert node.end_col_offset is not None
        line = offsets[node.lineno - 1]
        start, stop = line + node.col_offset, line + node.end_col_offset
        yield Site(node.lineno, start, stop, replacement, name)


def cases() -> list[Path]:
    return sorted(CASES.glob("*/pipeline.py"))


@pytest.mark.parametrize("case", cases(), ids=lambda path: path.parent.name)
def test_every_attribute_reaches_the_code_or_the_diagnostics(case: Path, tmp_path: Path) -> None:
    text = case.read_text()
    before = conversions(text, tmp_path / "pipeline.py")
    silent = []
    for site in dict.fromkeys(sites(text)):
        after = conversions(site.applied(text), tmp_path / "pipeline.py")
        for key in before:
            if after[key].is_as(before[key]):
                silent.append(f"{site.shown}={site.replacement} in line {site.line} for {key}")
    assert not silent


def test_a_change_that_nobody_reads_is_seen_as_silent(tmp_path: Path) -> None:
    """The negative control."""
    text = (CASES / "fact-hidden-delay" / "pipeline.py").read_text()
    commented = text.replace("schedule=None", "schedule=None if True else 1")
    before, after = (conversions(one, tmp_path / "pipeline.py") for one in (text, commented))
    assert all(after[key].is_as(before[key]) for key in before)
