"""What is decided before anything is written: assets or ops, hooks or tracked ops, retries, schedules."""

from __future__ import annotations

from typing import get_args

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster.design import design
from polydag.backends.dagster.made import RULES
from polydag.backends.dagster.names import Scope, dagster_name
from polydag.backends.dagster.overruled import overruled
from polydag.backends.dagster.retries import is_native
from polydag.backends.dagster.schedules import interval_cron, partitions
from polydag.ir.operations import Gate, Operation
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays, Retry, Schedule
from polydag.ir.tasks import Edge, Task
from tests.backends.dagster.modules import MODULES, function, module, task


def decided(name: str, **options: object) -> str:
    module = MODULES[name]()
    chosen = Options(**options)  # type: ignore[arg-type]  # a test states each as it needs it
    return design(module, module.pipelines[0], chosen, Scope()).choice.style


@pytest.mark.parametrize(
    ("name", "style"),
    [
        pytest.param("linear", "assets", id="data along a line is assets"),
        pytest.param("branch", "ops", id="a branch with a join is ops"),
        pytest.param("tolerant", "ops", id="a reaction to a failure is ops"),
        pytest.param("mapped", "ops", id="a mapping is ops"),
        pytest.param("hooked", "assets", id="a notification is a hook beside assets"),
    ],
)
def test_assets_where_the_meaning_survives(name: str, style: str) -> None:
    assert decided(name) == style


def test_ops_are_written_for_who_asks_for_them() -> None:
    assert decided("linear", dagster_style="ops") == "ops"


def test_exact_keeps_a_notification_a_step() -> None:
    assert decided("hooked", exact=True) == "ops"


def test_no_hook_watches_ops_that_report_outcomes() -> None:
    module = MODULES["alerted_beside_cleanup"]()
    found = design(module, module.pipelines[0], Options(), Scope()).tiers
    assert not found.hooks
    assert found.tracked == {"load", "publish", "cleanup", "alarm"}


def test_what_a_skipped_instance_decides_needs_outcomes() -> None:
    module = MODULES["mapped_skipping"]()
    found = design(module, module.pipelines[0], Options(), Scope()).tiers
    assert "total" in found.tracked


def test_every_operation_has_a_rule() -> None:
    known = {operation for operation, _ in RULES}
    assert known == set(get_args(get_args(Operation)[0]))


@pytest.mark.parametrize(
    ("retry", "native"),
    [
        pytest.param(Retry(count=2, delays=Delays(base=300.0)), True, id="a fixed delay is native"),
        pytest.param(
            Retry(count=3, delays=Delays(shape="list", values=(60.0, 120.0, 300.0))),
            False,
            id="a list of delays is not",
        ),
        pytest.param(
            Retry(
                count=3, delays=Delays(shape="exponential", base=30.0, jitter="window", cap=600.0)
            ),
            True,
            id="Airflow's growing delay is native where the limit is never reached",
        ),
        pytest.param(
            Retry(
                count=6, delays=Delays(shape="exponential", base=30.0, jitter="window", cap=600.0)
            ),
            False,
            id="and not where it is",
        ),
        pytest.param(
            Retry(count=3, delays=Delays(shape="exponential", base=10.0)),
            False,
            id="Prefect's growing delay is another one",
        ),
        pytest.param(
            Retry(count=1, only_on=("ValueError",)), False, id="a choice of exceptions is not"
        ),
    ],
)
def test_retries_are_native_where_the_waits_are_the_same(retry: Retry, native: bool) -> None:
    assert is_native(retry) is native


@pytest.mark.parametrize(
    ("seconds", "cron"),
    [
        (300.0, "*/5 * * * *"),
        (3600.0, "0 * * * *"),
        (21600.0, "0 */6 * * *"),
        (86400.0, "0 0 * * *"),
        (420.0, None),
        (90.0, None),
    ],
)
def test_an_interval_is_a_cron_only_where_it_divides_the_hour_or_the_day(
    seconds: float, cron: str | None
) -> None:
    assert interval_cron(seconds) == cron


def test_a_day_before_the_tick_is_the_partition_that_the_schedule_ends() -> None:
    schedule = Schedule(kind="cron", crons=("30 2 * * *",), window="preceding")
    found = partitions(schedule, "30 2 * * *", "2026-01-01", bounds=False)
    assert found.arguments == ('start_date="2026-01-01"',)
    assert found.schedule == ("hour_of_day=2", "minute_of_hour=30")


def test_a_run_about_the_tick_is_about_a_partition_that_has_begun() -> None:
    schedule = Schedule(kind="cron", crons=("0 6 * * *",), window="point")
    assert "end_offset=1" in partitions(schedule, "0 6 * * *", "2026-01-01", bounds=False).arguments


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("process_us-east", "process_us_east"),
        ("2nd", "_2nd"),
        ("config", "config_"),
        ("class", "class_"),
        ("größe", "gr_e"),
    ],
)
def test_names_are_what_dagster_accepts(text: str, name: str) -> None:
    assert dagster_name(text).replace("__", "_") == name


@pytest.mark.parametrize("exact", [False, True])
def test_a_gate_that_overrules_a_failure_beside_it_needs_tracked_ops_only_to_be_exact(
    exact: bool,
) -> None:
    gate = Task(id="gate", operation=Gate(function="work"))
    below, beside, both = (task(id) for id in ("below", "beside", "both"))
    pairs = (("gate", "below"), ("below", "both"), ("beside", "both"))
    pipeline = Pipeline(
        id="guarded",
        nodes=(gate, below, beside, both),
        edges=tuple(Edge(upstream=up, downstream=down) for up, down in pairs),
    )
    functions = [function(f"def {name}():\n    return 1") for name in ("work", "below", "beside")]
    made = module(pipeline, *functions, function("def both():\n    return 1"))
    found = design(made, pipeline, Options(exact=exact), Scope())
    assert overruled(found.facts) == {"both": "gate"}
    assert ("both" in found.tiers.tracked) is exact
