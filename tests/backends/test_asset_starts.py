"""Runs that assets start: sensors of Dagster, triggers of Prefect's deployments, conditions of Airflow."""

from __future__ import annotations

import pytest

from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.engines import engines
from polydag.ir.operations import Empty
from polydag.ir.pipeline import Asset, Module, Pipeline
from polydag.ir.policies import AssetCondition, Schedule
from polydag.ir.tasks import Task

NESTED = Schedule(
    kind="assets",
    condition="any",
    assets=("a",),
    nested=(AssetCondition(assets=("b", "c")),),
)


def written(target: str, *schedules: Schedule, task: Task | None = None) -> tuple[str, list[str]]:
    """The code, in one row, and the codes that were told."""
    nodes = (task or Task(id="idle", operation=Empty()),)
    pipeline = Pipeline(id="waiting", nodes=nodes, schedules=schedules)
    assets = {id: Asset(id=id, key=("lake", id), uri=f"s3://lake/{id}") for id in "abc"}
    module = Module(
        path="w.py", name="w", engine="airflow", version="3.3", assets=assets, pipelines=(pipeline,)
    )
    told = Collector()
    [backend, *_] = engines()[target].load_emitter().BACKENDS
    text = backend.write(module, Options(), told).draft.text
    return " ".join(text.split()), [diagnostic.code for diagnostic in told.diagnostics]


def test_a_sensor_asks_for_what_the_condition_says() -> None:
    code, told = written("dagster", NESTED)
    a, b, c = (f'made[AssetKey(["lake", "{id}"])]' for id in "abc")
    assert f"if {a} or ({b} and {c}):" in code
    assert "DGW211" in told


@pytest.mark.parametrize(("condition", "word"), [("all", "all"), ("any", "any")])
def test_a_flat_condition_is_all_or_any(condition: str, word: str) -> None:
    schedule = Schedule.model_validate(
        {"kind": "assets", "assets": ("a", "b"), "condition": condition, "paused": False}
    )
    code, _ = written("dagster", schedule)
    assert f"if {word}(made.values()):" in code
    assert "default_status=DefaultSensorStatus.RUNNING" in code


def test_one_event_of_several_assets_is_one_trigger() -> None:
    schedule = Schedule(kind="assets", assets=("a", "b"), condition="any", paused=True)
    code, told = written("prefect", schedule)
    assert 'match={"prefect.resource.id": ["s3://lake/a", "s3://lake/b"]}, enabled=False' in code
    assert "PFW222" in told


def test_triggers_stand_in_triggers() -> None:
    code, _ = written("prefect", Schedule(kind="cron", crons=("5 * * * *",)), NESTED)
    assert code.count("EventTrigger(") == 3
    assert 'DeploymentCompoundTrigger(require="any"' in code
    assert ' CompoundTrigger(require="all"' in code.replace("[", " ").replace(",", " ")
    assert 'cron="5 * * * *"' in code


def test_times_and_assets_are_one_schedule_in_airflow() -> None:
    code, _ = written("airflow", Schedule(kind="cron", crons=("5 * * * *",)), NESTED)
    assert 'timetable=CronTriggerTimetable("5 * * * *", timezone="UTC")' in code
    assert "assets=(Asset(" in code


def test_an_op_that_reports_an_asset_is_told() -> None:
    several = Task(id="both", operation=Empty(), publishes=("a", "b"))
    _, told = written("dagster", task=several)
    assert "DGW261" in told
