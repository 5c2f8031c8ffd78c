"""The waits that are written for Dagster are those of the source, or lie where its jitter may put them."""

from __future__ import annotations

import re

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.runs.waits import window
from tests.backends.dagster.modules import function, module, task


def written(retry: Retry) -> str:
    """The code of a pipeline whose only task is retried so."""
    body = function("def call() -> int:\n    return 1")
    pipeline = Pipeline(id="calling", nodes=(task("call", retry=retry),))
    return BACKEND.write(module(pipeline, body), Options(), Collector()).draft.text


def test_a_list_of_one_delay_is_the_delay_of_the_policy() -> None:
    code = written(Retry(count=1, delays=Delays(shape="list", values=(5.0, 50.0))))
    assert "RetryPolicy(max_retries=1, delay=5)" in code


@pytest.mark.parametrize(
    "retry",
    [
        Retry(count=2, delays=Delays(shape="list", values=(1.0, 9.0), jitter="full")),
        Retry(count=2, delays=Delays(base=9.0, jitter="plus_minus"), only_on=("OSError",)),
        Retry(count=2, delays=Delays(base=9.0, jitter="poisson", jitter_amount=0.5)),
    ],
    ids=lambda retry: retry.delays.jitter,
)
def test_a_jitter_that_the_helper_leaves_out_is_told(retry: Retry) -> None:
    told = Collector()
    pipeline = Pipeline(id="calling", nodes=(task("call", retry=retry),))
    body = function("def call() -> int:\n    return 1")
    BACKEND.write(module(pipeline, body), Options(), told)
    assert [d.code for d in told.diagnostics if "jitter" in d.message] == ["DGW101"]


@pytest.mark.parametrize(
    ("delays", "expected"),
    [
        pytest.param(Delays(shape="linear", base=20.0, cap=50.0), "[20, 40, 50]", id="linear"),
        pytest.param(Delays(base=90.0, cap=60.0), "[60, 60, 60]", id="fixed"),
    ],
)
def test_a_cap_that_is_reached_is_kept(delays: Delays, expected: str) -> None:
    assert f"delays={expected}" in written(Retry(count=3, delays=delays))


def test_a_cap_that_is_never_reached_needs_no_helper() -> None:
    code = written(Retry(count=2, delays=Delays(shape="linear", base=20.0, cap=50.0)))
    assert "backoff=Backoff.LINEAR" in code


@pytest.mark.parametrize("factor", [2.0, 3.0, 1.5])
def test_listed_waits_lie_where_the_jitter_may_put_them(factor: float) -> None:
    delays = Delays(shape="exponential", base=60.0, factor=factor, cap=5000.0, jitter="window")
    code = written(Retry(count=12, delays=delays))
    [listed] = re.findall(r"delays=\[([^]]+)\]", code, re.DOTALL)
    waits = [float(wait) for wait in listed.replace("\n", "").split(",") if wait.strip()]
    assert len(waits) == 12
    for retry, wait in enumerate(waits, start=1):
        allowed = window(delays, retry)
        assert allowed is not None
        assert allowed[0] <= wait <= allowed[1]
