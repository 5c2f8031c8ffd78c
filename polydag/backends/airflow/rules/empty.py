"""Anchors: `EmptyOperator`."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.contract import Support
from polydag.ir.operations import Empty
from polydag.ir.tasks import Task


@RULES.lowers(Empty, Support.NATIVE)
def empty(operation: Empty, task: Task, scene: Scene) -> Lowered:
    """Empty → `EmptyOperator`."""
    name = scene.provider("airflow.providers.standard.operators.empty", "EmptyOperator")
    return Lowered(operator=name)
