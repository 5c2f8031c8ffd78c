"""The code that is written for each pattern, as it lies in the golden files; POLYDAG_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.prefect import BACKEND
from polydag.diagnostics import Collector
from polydag.rendering.check import check_module
from polydag.rendering.formatting import format_modules
from tests.backends.prefect.modules import MODULES

GOLDEN = Path(__file__).parents[2] / "golden" / "backends" / "prefect"


def emitted(name: str) -> str:
    emission = BACKEND.write(MODULES[name], Options(), Collector())
    return format_modules({f"{name}.py": emission.draft})[f"{name}.py"]


@pytest.mark.parametrize("name", MODULES)
def test_the_code_is_the_golden_one(name: str) -> None:
    text = emitted(name)
    path = GOLDEN / f"{name}.py"
    if os.environ.get("POLYDAG_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_the_code_compiles(name: str) -> None:
    assert check_module(emitted(name)) is None


@pytest.mark.parametrize("name", MODULES)
def test_every_task_is_placed_and_every_attribute_accounted_for(name: str) -> None:
    emission = BACKEND.write(MODULES[name], Options(), Collector())
    assert not emission.findings
    for pipeline, plan in zip(MODULES[name].pipelines, emission.pipelines, strict=True):
        assert {node.id for node in pipeline.nodes if node.kind == "task"} <= set(plan.placements)


def test_the_same_module_gives_the_same_bytes() -> None:
    assert emitted("tolerant") == emitted("tolerant")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.py")} == set(MODULES)
