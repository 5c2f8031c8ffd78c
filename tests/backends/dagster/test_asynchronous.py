"""A function that is asynchronous is an asynchronous op, or is run to its end by the op that calls it."""

from __future__ import annotations

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.functions import Function
from polydag.ir.operations import Call
from polydag.ir.pipeline import Pipeline
from polydag.rendering.formatting import format_modules
from tests.backends.dagster.modules import module, task


def text(*ids: str) -> str:
    """The code of tasks that all run one asynchronous function."""
    author = Function(
        name="nap", text="async def nap() -> int:\n    return 1", returns="int", is_async=True
    )
    tasks = [task(id).model_copy(update={"operation": Call(function="nap")}) for id in ids]
    pipeline = Pipeline(id="etl", nodes=tuple(tasks))
    emission = BACKEND.write(module(pipeline, author), Options(), Collector())
    [code] = format_modules({"etl.py": emission.draft}).values()
    return code


def test_of_one_task_it_is_the_op_itself() -> None:
    assert "async def nap():\n    return 1" in text("nap")
    assert "asyncio" not in text("nap")


def test_of_several_tasks_each_runs_it_to_its_end() -> None:
    code = text("one", "two")
    assert code.count("return asyncio.run(nap())") == 2
    assert "import asyncio" in code
