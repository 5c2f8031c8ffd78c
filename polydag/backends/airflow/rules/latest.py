"""Only the latest run of a schedule: `LatestOnlyOperator`."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.contract import Support
from polydag.ir.operations import Latest
from polydag.ir.tasks import Task


@RULES.lowers(Latest, Support.NATIVE)
def latest(operation: Latest, task: Task, scene: Scene) -> Lowered:
    """Latest → `LatestOnlyOperator`."""
    name = "airflow.providers.standard.operators.latest_only"
    return Lowered(operator=scene.provider(name, "LatestOnlyOperator"))
