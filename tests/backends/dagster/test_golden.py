"""The code that is written for each pattern, as it lies in the golden files; POLYDAG_GOLDEN=1 writes them anew."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.graph import Graph
from polydag.rendering.check import check_module
from polydag.rendering.formatting import format_modules
from tests.backends.dagster.modules import MODULES

GOLDEN = Path(__file__).parents[2] / "golden" / "backends" / "dagster"


def emitted(name: str) -> str:
    """The code for a module, with what was told as comments at its end."""
    collector = Collector()
    emission = BACKEND.write(MODULES[name](), Options(), collector)
    text = format_modules({f"{name}.py": emission.draft})[f"{name}.py"]
    return text + "".join(f"# told: {d.code} {d.message}\n" for d in collector.diagnostics)


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
def test_every_task_is_placed_and_every_dependency_kept(name: str) -> None:
    module = MODULES[name]()
    emission = BACKEND.write(module, Options(), Collector())
    for pipeline, plan in zip(module.pipelines, emission.pipelines, strict=True):
        graph = Graph(pipeline)
        added = {id for id, placed in plan.placements.items() if placed.how == "glue"}
        assert set(plan.placements) - added == set(graph.tasks) - added
        stated = {(up, id) for id, above in graph.upstream.items() for up in above}
        assert plan.edges | plan.emulated >= stated


@pytest.mark.parametrize("name", MODULES)
def test_every_attribute_is_accounted_for(name: str) -> None:
    assert BACKEND.write(MODULES[name](), Options(), Collector()).findings == ()


def test_the_same_module_gives_the_same_bytes() -> None:
    assert emitted("tracked_map") == emitted("tracked_map")


def test_a_hook_that_calls_the_author_s_function_does_not_hide_it() -> None:
    functions = [
        node.name
        for node in ast.parse(emitted("alerted")).body
        if isinstance(node, ast.FunctionDef)
    ]
    assert functions == ["alert", "alert_hook", "orders"]


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.py")} == set(MODULES)
