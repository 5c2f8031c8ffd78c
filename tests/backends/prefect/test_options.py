"""Retry delays and other options as keywords of a task."""

from __future__ import annotations

import pytest

from polydag.backends.prefect.options import cached, retries
from polydag.ir.model import Symbolic
from polydag.ir.policies import Cache, Delays, Retry

CASES = {
    "a fixed delay": (Delays(base=60.0), 3, "60"),
    "no delay is not spelt out": (Delays(), 3, None),
    "a list": (Delays(shape="list", values=(10.0, 30.0)), 2, "[10, 30]"),
    "a list that repeats its last value": (
        Delays(shape="list", values=(10.0, 30.0)),
        3,
        "[10, 30, 30]",
    ),
    "a linear delay is a list": (Delays(shape="linear", base=5.0), 3, "[5, 10, 15]"),
    "a backoff": (
        Delays(shape="exponential", base=30.0),
        3,
        "exponential_backoff(backoff_factor=30)",
    ),
    "a backoff whose cap is not reached": (
        Delays(shape="exponential", base=30.0, cap=600.0, jitter="window"),
        3,
        "exponential_backoff(backoff_factor=30)",
    ),
    "a backoff whose cap is reached": (
        Delays(shape="exponential", base=60.0, cap=100.0),
        3,
        "[60, 100, 100]",
    ),
    "a backoff that starts one lower": (
        Delays(shape="exponential", base=10.0, offset=True),
        2,
        "[10, 30]",
    ),
    "another factor": (Delays(shape="exponential", base=10.0, factor=3.0), 3, "[10, 30, 90]"),
    "an expression": (Delays(base=Symbolic(text="DELAY", names=("DELAY",))), 2, "DELAY"),
}


@pytest.mark.parametrize(("delays", "count", "text"), CASES.values(), ids=CASES)
def test_delays_are_written_as(delays: Delays, count: int, text: str | None) -> None:
    keywords = retries(Retry(count=count, delays=delays)).keywords
    assert keywords["retries"].text == str(count)
    found = keywords.get("retry_delay_seconds")
    assert (found.text if found else None) == text


def test_a_task_without_retries_says_nothing_of_delays() -> None:
    assert retries(Retry(count=0, delays=Delays(base=300.0))).keywords == {}


def test_a_random_part_that_is_left_out_is_told() -> None:
    assert retries(Retry(count=2, delays=Delays(base=10.0, jitter="full"))).without_jitter


def test_a_list_of_an_unknown_length_is_told() -> None:
    count = Symbolic(text="COUNT", names=("COUNT",))
    assert retries(Retry(count=count, delays=Delays(shape="linear", base=5.0))).unknown


def test_results_are_kept_by_inputs_and_task() -> None:
    keywords = cached(Cache(expiration=3600.0))
    assert {key: value.text for key, value in keywords.items()} == {
        "cache_key_fn": "task_input_hash",
        "cache_expiration": "timedelta(hours=1)",
    }


@pytest.mark.parametrize(
    ("cache", "text"),
    [
        (Cache(by=("inputs",)), "INPUTS"),
        (Cache(by=("inputs", "code"), without=("day",)), 'INPUTS + TASK_SOURCE - "day"'),
        (Cache(by=("inputs", "code", "run")), "DEFAULT"),
        (Cache(key="policy", text="made()"), "made()"),
    ],
)
def test_results_are_kept_by_a_policy(cache: Cache, text: str) -> None:
    assert cached(cache)["cache_policy"].text == text
