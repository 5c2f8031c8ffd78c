"""Wrong conversions that only the scenario made for them tells from right ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario, derive
from polydag.runs.stages import Manner, Stage, on_engines, reference
from polydag.translate import SourceFile, read_file

pytestmark = pytest.mark.engines

HEAD = """
from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException
"""
LIMITED = """
@dag(schedule=None)
def limited():
    @task(execution_timeout=timedelta(minutes=10))
    def extract():
        return 1

    extract()

limited()
"""
MAPPED = """
@dag(schedule=None)
def mapped():
    @task
    def files() -> list[str]:
        return ["a", "b"]

    @task
    def load(file: str) -> int:
        if not file:
            raise AirflowSkipException("nothing")
        return len(file)

    @task(trigger_rule="none_failed")
    def total(counts: list[int]) -> int:
        return sum(counts)

    @task
    def every(counts: list[int]) -> int:
        return len(counts)

    counts = load.expand(file=files())
    total(counts)
    every(counts)

mapped()
"""
MEETING = """
@dag(schedule=None)
def meeting():
    @task
    def left():
        return 1

    @task
    def right():
        return 1

    @task(trigger_rule="all_failed")
    def alert():
        return 1

    [left(), right()] >> alert()

meeting()
"""
KEPT = """
@dag(schedule=None)
def kept():
    @task(retries=1)
    def extract(rows: int = 1):
        return rows

    extract()

kept()
"""


TIME_OUT = ("dagster", LIMITED, "@time_limit(600)\n", "")
RULE_OF_A_REDUCER = ("dagster", MAPPED, '@tracked("none_failed"', '@tracked("all_success"')
RULE_OF_TWO = (
    "dagster",
    MEETING,
    '"run" if states <= {"failed", "upstream_failed"} else "skipped"',
    '"skipped"',
)
CACHE = (
    "prefect",
    KEPT,
    "retry_delay_seconds=300",
    "retry_delay_seconds=300, persist_result=True,"
    " cache_policy=__import__('prefect.cache_policies').cache_policies.INPUTS",
)


@pytest.mark.parametrize(
    ("conversion", "telling"),
    [
        pytest.param(TIME_OUT, {"extract hangs"}, id="a time-out that is lost"),
        pytest.param(
            RULE_OF_A_REDUCER,
            {"load is skipped", "one instance of load is skipped", "items of load: none"},
            id="a reducer that does not run when an instance was skipped",
        ),
        pytest.param(RULE_OF_TWO, {"left and right fail"}, id="a rule that needs two failures"),
        pytest.param(CACHE, {"the same date twice"}, id="results that outlive their run"),
    ],
)
def test_only_the_scenario_that_is_made_for_it_tells(
    conversion: tuple[str, str, str, str], telling: set[str], tmp_path: Path, runners: Runners
) -> None:
    engine, source, right, wrong = conversion
    file = tmp_path / "pipeline.py"
    file.write_text(HEAD + source)
    reading = read_file(SourceFile(file, file.name))
    assert reading.module is not None
    [pipeline] = reading.module.pipelines
    [stage] = on_engines(reading, pipeline, [parse_target(engine)], tmp_path / "out").stages
    own = reference(reading.module, pipeline, file)
    scenarios = derive(pipeline, reading.module)
    assert differing(own, stage, scenarios, runners) == set()
    text = stage.file.read_text()
    assert right in text
    stage.file.write_text(text.replace(right, wrong))
    assert differing(own, stage, scenarios, runners) == telling


def differing(
    own: Stage, stage: Stage, scenarios: tuple[Scenario, ...], runners: Runners
) -> set[str]:
    """The scenarios under which the code behaves otherwise than the reference."""
    found = set()
    for scenario in scenarios:
        expected = own.run(scenario, Manner(), runners)
        side = Side(stage.name, stage.run(scenario, Manner(), runners), stage.placements or {})
        compared = compare(own.pipeline, expected, Side("reference", expected), side)
        assert compared.verdict in (Verdict.EQUAL, Verdict.DIFFERENT), compared.reason
        if compared.verdict is Verdict.DIFFERENT:
            found.add(scenario.name)
    return found
