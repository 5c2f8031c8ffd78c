"""Claims about how the work of writing grows: in proportion to the tasks, not to their square."""

from __future__ import annotations

from itertools import pairwise

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.functions import Function
from polydag.ir.operations import Call
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.reads import outputs_pulled
from polydag.ir.tasks import Edge, Task

# Each design is made twice at most (with what handlers give, and with rules), and looks at each body once.
LOOKS_PER_TASK = 2


@pytest.mark.parametrize("count", [10, 40])
def test_a_body_is_searched_for_pulls_once(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    looks = 0

    def counted(task: Task) -> object:
        nonlocal looks
        looks += 1
        return outputs_pulled(task)

    monkeypatch.setattr("polydag.backends.dagster.facts.outputs_pulled", counted)
    BACKEND.write(_chain(count), Options(), Collector())
    assert 0 < looks <= LOOKS_PER_TASK * count


def _chain(count: int) -> Module:
    names = [f"step_{number}" for number in range(count)]
    functions = {name: Function(name=name, text=f"def {name}():\n    return 1") for name in names}
    tasks = tuple(Task(id=name, operation=Call(function=name)) for name in names)
    edges = tuple(Edge(upstream=above, downstream=below) for above, below in pairwise(names))
    pipeline = Pipeline(id="chain", nodes=tasks, edges=edges)
    return Module(
        path="chain.py",
        name="chain",
        engine="airflow",
        version="3.3",
        functions=functions,
        pipelines=(pipeline,),
    )
