"""What Prefect's pages show of a task and a flow beside their names: what the source's call them, and what a task reads."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.prefect.assets import AssetConstant
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Constant
from polydag.rendering.pyvalues import Expression, expression

SHOWN_AS = "dag_display_name"


def is_renamed(module: Module, task: Task) -> bool:
    """Whether the source's pages call the task by another name than its id."""
    return task.name not in (None, task.id) and module.engine != "prefect"


def shown_as(pipeline: Pipeline) -> str | None:
    """What the source's pages call the pipeline, where that is a text."""
    named = pipeline.extras.get("airflow", {}).get(SHOWN_AS)
    return named.value if isinstance(named, Constant) and isinstance(named.value, str) else None


def shown(
    module: Module, task: Task, assets: Mapping[str, AssetConstant]
) -> Mapping[str, Expression]:
    """Keywords of a task that say what its runs are called, and which assets it reads.

    The name of the task itself stays its id, by which it is asked for.
    """
    keywords: dict[str, Expression] = {}
    if is_renamed(module, task):
        keywords["task_run_name"] = run_name(str(task.name))
    read = [assets[id].name for id in task.consumes if id in assets]
    if read:
        keywords["asset_deps"] = Expression(f"[{', '.join(read)}]")
    return keywords


def run_name(text: str) -> Expression:
    """The name of runs as Prefect takes it: it puts arguments in place of what stands in braces."""
    return expression(text.replace("{", "{{").replace("}", "}}"))
