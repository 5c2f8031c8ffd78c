"""Assets stand after those that they name, and else in the source's order."""

from __future__ import annotations

import re

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Edge
from polydag.rendering.formatting import format_modules
from tests.backends.dagster.modules import function, module, task

IDS = ("extract", "clean", "check", "load")


def order(*edges: tuple[str, str]) -> list[str]:
    pipeline = Pipeline(
        id="etl",
        nodes=tuple(task(id) for id in IDS),
        edges=tuple(Edge(upstream=up, downstream=down) for up, down in edges),
    )
    bodies = [function(f"def {id}() -> int:\n    return 1") for id in IDS]
    emission = BACKEND.write(module(pipeline, *bodies), Options(), Collector())
    [text] = format_modules({"etl.py": emission.draft}).values()
    return re.findall(r"^def (\w+)\(", text, re.MULTILINE)


def test_what_is_named_stands_first_however_the_source_arranged_it() -> None:
    edges = ("extract", "check"), ("check", "clean"), ("clean", "load")
    assert order(*edges) == ["extract", "check", "clean", "load"]


def test_an_order_that_works_is_the_sources() -> None:
    assert order(("extract", "load"), ("clean", "load")) == list(IDS)
