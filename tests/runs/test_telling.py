"""A difference names the codes by which it was told: its own, or those of what differs above it."""

from __future__ import annotations

import pytest

from polydag.backends.dagster.codes import AttributeDropped, AttributeLost, CacheDropped, TimeLimit
from polydag.diagnostics import Diagnostic
from polydag.runs.compare import RESULT, Comparison, Difference, Verdict
from polydag.runs.telling import explained
from tests.runs.reference.pipelines import call, out, pipeline

ETL = pipeline(call("extract"), call("clean", rows=out("extract")), call("load", rows=out("clean")))


def lost(task: str | None, of: str | None = ETL.id) -> Diagnostic:
    return AttributeLost(attribute="x", owner="y", reason="z", task=task, pipeline=of)


def differing(*tasks: str | None) -> Comparison:
    found = tuple(Difference(task=task, field="state", values={}) for task in tasks)
    return Comparison(verdict=Verdict.DIFFERENT, sides=("a", "b"), differences=found)


def told(comparison: Comparison, *diagnostics: Diagnostic) -> dict[str | None, tuple[str, ...]]:
    return {d.task: d.told for d in explained(comparison, ETL, diagnostics).differences}


def test_a_task_names_what_was_told_about_it() -> None:
    limit = TimeLimit(task="clean", pipeline=ETL.id)
    assert told(differing("clean"), lost("clean"), limit, lost("load")) == {
        "clean": ("DGW304", "DGW205")
    }


def test_what_stands_below_a_differing_task_names_its_codes() -> None:
    assert told(differing("extract", "clean", "load"), lost("extract")) == {
        "extract": ("DGW304",),
        "clean": ("DGW304",),
        "load": ("DGW304",),
    }


def test_what_was_told_above_explains_nothing_where_that_task_behaves_alike() -> None:
    assert told(differing("load"), lost("extract")) == {"load": ()}


@pytest.mark.parametrize(
    ("diagnostic", "codes"),
    [(lost(None), ("DGW304",)), (lost("load"), ("DGW304",)), (lost("extract"), ())],
    ids=["about the pipeline", "about a differing task", "about another task"],
)
def test_the_run_follows_from_its_tasks_and_the_pipeline(
    diagnostic: Diagnostic, codes: tuple[str, ...]
) -> None:
    assert told(differing("load", None), diagnostic)[None] == codes


def test_neither_a_dropped_attribute_nor_another_pipeline_explains_anything() -> None:
    dropped = AttributeDropped(attribute="x", owner="y", reason="z", task="load", pipeline=ETL.id)
    assert told(differing("load"), dropped, lost("load", of="other")) == {"load": ()}


@pytest.mark.parametrize(("field", "codes"), [(RESULT, ("DGW102",)), ("state", ())])
def test_a_cache_that_was_dropped_explains_that_a_result_was_computed_again_and_nothing_else(
    field: str, codes: tuple[str, ...]
) -> None:
    dropped = CacheDropped(cache="cache", task="clean", pipeline=ETL.id)
    found = Difference(task="clean", field=field, values={})
    comparison = Comparison(verdict=Verdict.DIFFERENT, sides=("a", "b"), differences=(found,))
    assert told(comparison, dropped) == {"clean": codes}
