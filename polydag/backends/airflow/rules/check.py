"""Checks of assets: tasks that fail, or warn, when the verdict is no."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.rules.call import of_function
from polydag.backends.airflow.rules.codes import CheckAsTask
from polydag.backends.contract import Support
from polydag.ir.operations import Check
from polydag.ir.tasks import Task


@RULES.lowers(Check, Support.EMULATED)
def check(operation: Check, task: Task, scene: Scene) -> Lowered:
    """Check → a task of its function, whose verdicts raise or warn."""
    told = CheckAsTask(pipeline=scene.pipeline, task=task.id, asset=operation.asset)
    scene.work.tell(told, task)
    return of_function(
        operation.function, operation.arguments, task, scene, "task", "PythonOperator", {}
    )
