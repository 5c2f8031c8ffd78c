"""What the source's pages call tasks and pipelines is what Prefect calls their runs; assets that are only read are declared."""

from __future__ import annotations

from polydag.backends.contract import Options
from polydag.backends.prefect import BACKENDS
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Asset, Pipeline
from polydag.ir.values import Constant
from tests.backends.prefect.modules import function, module, task


def test_runs_have_the_shown_names_and_read_assets_are_declared() -> None:
    named = task("call").model_copy(update={"name": "Call {them}", "consumes": ("orders",)})
    same = task("same", "call").model_copy(update={"name": "same"})
    extras = {"airflow": {"dag_display_name": Constant(value="Calls, daily")}}
    made = module(
        "calling", Pipeline(id="calling", nodes=(named, same), extras=extras), function("call")
    )
    made = made.model_copy(update={"assets": {"orders": Asset(id="orders", key=("orders",))}})
    told = Collector()
    code = BACKENDS[0].write(made, Options(), told).draft.text
    assert 'flow_run_name="Calls, daily"' in code
    assert 'call.with_options(task_run_name="Call {{them}}", asset_deps=[ORDERS])' in code
    assert 'ORDERS = Asset(key="airflow://orders")' in code
    assert code.count("run_name=") == 2
    assert [d.message for d in told.diagnostics if d.code == "PFW101"] == []


def test_the_queue_of_a_task_is_a_tag_beside_its_own() -> None:
    extras = {"airflow": {"queue": Constant(value="big")}}
    sent = task("call").model_copy(update={"tags": ("nightly",), "extras": extras})
    told = Collector()
    made = module("calling", Pipeline(id="calling", nodes=(sent,)), function("call"))
    code = BACKENDS[0].write(made, Options(), told).draft.text
    assert '@task(tags=["nightly", "big"])' in code
    assert [d.code for d in told.diagnostics if d.severity] == ["PFW223"]


def test_the_words_of_the_module_about_its_flow_are_shown_too() -> None:
    pipeline = Pipeline(id="calling", nodes=(task("call"),), doc="Calls, daily.")
    made = module("calling", pipeline, function("call"))
    made = made.model_copy(update={"doc": "Calls, daily."})
    code = BACKENDS[0].write(made, Options(), Collector()).draft.text
    assert "@flow(description=__doc__)" in code
    assert code.count("Calls, daily.") == 1
