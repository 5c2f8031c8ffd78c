"""Tasks without an op or asset of their own: what they state is told, and what they do is kept."""

from __future__ import annotations

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.operations import Empty, Notify
from polydag.ir.pipeline import Asset, Pipeline
from polydag.ir.policies import Hook, Retry
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import Constant
from tests.backends.dagster.modules import function, module, task


def written(other: Task) -> tuple[str, list[str]]:
    """The code of a pipeline in which another task stands behind one that works, and what was told."""
    body = function("def call() -> int:\n    return 1")
    edges = (Edge(upstream="call", downstream=other.id),)
    pipeline = Pipeline(id="calling", nodes=(task("call"), other), edges=edges, outcome="any")
    made = module(pipeline, body).model_copy(
        update={"assets": {"rows": Asset(id="rows", key=("rows",))}}
    )
    told = Collector()
    code = BACKEND.write(made, Options(), told).draft.text
    return code, [f"{d.code} {d.message}" for d in told.diagnostics]


def test_a_task_that_only_orders_others_is_left_out_and_told_with_what_it_states() -> None:
    idle = Task(id="end", operation=Empty(), retry=Retry(count=3), owner="ann", pool="slots")
    code, told = written(idle)
    assert "end" not in code.replace("# polydag", "\n# polydag").partition("# polydag")[0]
    assert (
        "DGW004 `end` of `calling` only put others in order, which the assets do without them"
        in told
    )
    stated = [
        text.partition("`")[2].partition("=")[0] for text in told if text.startswith("DGW101")
    ]
    assert stated == ["retry", "pool", "owner"]


@pytest.mark.parametrize(
    "effect",
    [{"publishes": ("rows",)}, {"hooks": (Hook(event="success", recipients=("a@b.c",)),)}],
    ids=["an asset", "a callback"],
)
def test_a_task_that_does_nothing_but_is_heard_of_stays(effect: dict[str, object]) -> None:
    idle = Task(id="end", operation=Empty()).model_copy(update=effect)
    code, told = written(idle)
    assert code.count("@asset") == 2
    assert [text for text in told if text.startswith("DGW004")] == []


def test_a_pipeline_of_nothing_but_order_is_a_job_of_ops() -> None:
    idle = tuple(Task(id=id, operation=Empty()) for id in ("first", "last"))
    edges = (Edge(upstream="first", downstream="last"),)
    pipeline = Pipeline(id="calling", nodes=idle, edges=edges)
    code = BACKEND.write(module(pipeline), Options(), Collector()).draft.text
    assert code.count("@op") == 2


def test_what_a_notification_states_is_told() -> None:
    said = Notify(channel="slack", message=Constant(value="failed"))
    alert = Task(id="alert", operation=said, rule="one_failed", owner="ann", retry=Retry(count=2))
    _, told = written(alert)
    stated = [
        text.partition("`")[2].partition("=")[0] for text in told if text.startswith("DGW101")
    ]
    assert stated == ["retry", "owner"]
