"""Settings of all tests: property tests try the same examples everywhere, engines that cannot be had are told."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from polydag.cli.main import collect_seldom
from polydag.engines import targets
from polydag.runs import interpreters
from polydag.runs.runners import Runners

settings.register_profile(
    "polydag",
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("polydag")
# As the command line does: a process of tests makes as many trees.
collect_seldom()


@pytest.fixture(scope="session")
def runners() -> Iterator[Runners]:
    """One warm worker per engine for all tests of a process: starting one costs as much as twenty runs."""
    with Runners() as made:
        yield made


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs an engine which no interpreter of this machine fits is `not run`; a required one fails instead."""
    if item.get_closest_marker("engines") is None or os.environ.get("POLYDAG_REQUIRE_ENGINES"):
        return
    for version in _needed(item):
        if interpreters.choose(version) is None:
            pytest.skip(f"not run: {version} needs {interpreters.needed(version)}")


def _needed(item: pytest.Item) -> list[str]:
    """The engines that the place of the test or its parameters name; all of them where none is named.

    Tests of the runners ask for their engine when they run.
    """
    if "runs/engines" in item.nodeid:
        return []
    known = [version.key for version in targets() if version.key != "airflow-2.11"]
    named = [key for key in known if key.partition("-")[0] in item.nodeid]
    return named or known
