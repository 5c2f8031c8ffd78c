"""Claims about what reading and writing cost: ratios of CPU time in one run, and counted steps; never seconds.

The limits are under twice what these small, dense files cost when they were set (3.7, 7.3 and 0.4), not the aims of the bench
(0.4 and 1.5 on Airflow's examples), which are not reached: they find what makes polydag twice as slow, and bear a noisy machine.
"""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

from bench.__main__ import measured
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.scope import Scope
from polydag.translate import discover, read_files
from polydag.translate.sources import SourceFile

LIMITS = {"inspect": 6.0, "convert": 12.0}
STEPS_PER_NODE = 0.8
_CASES = Path(__file__).parents[2] / "conformance" / "cases"


def _pipelines() -> list[SourceFile]:
    """The pipelines of the cases that are written for Airflow, as the bench's files are."""
    found = discover([str(_CASES)])
    return [file for file in found if "airflow" in file.path.read_text(encoding="utf-8")]


def test_converting_costs_a_few_plain_parses() -> None:
    times = measured(_pipelines()[::3], rounds=3)
    base = median(times["parse"])
    ratios = {name: median(times[name]) / base for name in LIMITS}
    assert {name: ratio for name, ratio in ratios.items() if ratio > LIMITS[name]} == {}


def test_reading_takes_steps_in_proportion_to_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0
    step = Evaluator.step

    def counted(self: Evaluator, node: ast.AST, scope: Scope) -> None:
        nonlocal taken
        taken += 1
        step(self, node, scope)

    monkeypatch.setattr(Evaluator, "step", counted)
    files = _pipelines()
    read_files(files)
    trees = (ast.parse(file.path.read_text(encoding="utf-8")) for file in files)
    assert 0 < taken < STEPS_PER_NODE * sum(1 for tree in trees for _ in ast.walk(tree))
