"""What the source's pages call a pipeline and its tasks stands where Dagster's pages show it."""

from __future__ import annotations

from typing import Literal

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.operations import Shell
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Value
from tests.backends.dagster.modules import function, module, task


def written(style: Literal["assets", "ops"], name: str, shown: Value) -> tuple[str, list[str]]:
    """The code of a pipeline with one task, both with names to be shown, and what was told."""
    named = task("call").model_copy(update={"name": name})
    extras = {"airflow": {"dag_display_name": shown}}
    pipeline = Pipeline(id="calling", nodes=(named,), extras=extras)
    told = Collector()
    made = module(pipeline, function("def call() -> int:\n    return 1"))
    code = BACKEND.write(made, Options(dagster_style=style), told).draft.text
    return code, [d.message for d in told.diagnostics if d.code == "DGW101"]


@pytest.mark.parametrize(("style", "tags"), [("ops", "tags"), ("assets", "op_tags")])
def test_names_are_metadata_of_the_job_and_tags_of_the_op(
    style: Literal["assets", "ops"], tags: str
) -> None:
    code, told = written(style, "Call them", Constant(value="Calls, daily"))
    assert f'{tags}={{"display_name": "Call them"}}' in code
    assert 'metadata={"display_name": "Calls, daily"}' in code
    assert told == []


def test_the_id_is_not_said_again_and_a_computed_name_is_told() -> None:
    code, (told,) = written("ops", "call", Code(text="title()"))
    assert "display_name" not in code.partition("@job")[0].partition("# polydag")[0]
    assert "metadata=" not in code
    assert "`dag_display_name=title()`" in told


@pytest.mark.parametrize("style", ["ops", "assets"])
def test_what_a_task_without_a_function_says_of_itself_is_its_description(
    style: Literal["assets", "ops"],
) -> None:
    shell = Task(id="list", operation=Shell(command=Constant(value="ls")), doc="The files.")
    made = Module(
        path="m.py",
        name="m",
        engine="airflow",
        version="3.3",
        pipelines=(Pipeline(id="files", nodes=(shell,)),),
    )
    code = BACKEND.write(made, Options(dagster_style=style), Collector()).draft.text
    assert 'description="The files."' in code
