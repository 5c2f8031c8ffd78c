"""Labels with values are keys with values, and the limits of a run are tags that Dagster's daemon acts upon."""

from __future__ import annotations

import re

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.ir.values import Constant, Entries
from tests.backends.dagster.modules import function, module, task


def tags(**fields: object) -> tuple[str, list[tuple[str, str]]]:
    """The tags of a job, and what was told."""
    told = Collector()
    made = module(
        Pipeline.model_validate({"id": "calling", "nodes": (task("call"),), **fields}),
        function("def call() -> int:\n    return 1"),
    )
    code = BACKEND.write(made, Options(dagster_style="ops"), told).draft.text
    found = re.search(r"@job\(.*?tags=(\{.*?\})\)?\n?", code, re.DOTALL)
    losses = [(d.code, d.message) for d in told.diagnostics if not d.code.startswith("DGW0")]
    return found[1] if found else "", losses


def test_labels_are_keys_with_values() -> None:
    code, told = tags(tags=("team:x", "nightly", "team:y", "at night: late"))
    assert code == '{"team": "x", "nightly": "", "team:y": "", "at night: late": ""}'
    assert told == []


def test_the_time_limit_of_a_run_is_a_tag_and_told() -> None:
    code, [(told, message)] = tags(timeout=600.0)
    assert code == '{"dagster/max_runtime": "600"}'
    assert told == "DGW307"
    assert "`run_monitoring`" in message


def test_the_retries_of_a_run_are_a_tag_and_their_waits_are_told() -> None:
    code, told = tags(retry=Retry(count=2, delays=Delays(base=60.0)))
    assert code == '{"dagster/max_retries": "2"}'
    assert [code for code, _ in told] == ["DGW307", "DGW304"]
    assert [code for code, _ in tags(retry=Retry(count=2))[1]] == ["DGW307"]


def test_what_the_source_said_to_dagster_is_said_again() -> None:
    own = Entries(entries={"dagster/isolated": Constant(value="yes")})
    assert tags(extras={"dagster": {"tags": own}}) == ('{"dagster/isolated": "yes"}', [])
