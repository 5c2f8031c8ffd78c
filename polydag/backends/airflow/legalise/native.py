"""Operators of Airflow that a reader said in a function: written for Airflow itself they are what they were."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.airflow.calls import may_stay
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.work import Work
from polydag.backends.asking import questions
from polydag.ir.operations import OfFunction
from polydag.ir.tasks import Task


def keep_native(flow: Flow, work: Work) -> Flow:
    """The flow with the author's own calls, where they can stand as they are."""
    if not work.is_own:
        return flow
    return replace(flow, tasks=tuple(_kept(task, flow, work) for task in flow.tasks))


def _kept(task: Task, flow: Flow, work: Work) -> Task:
    native = task.native
    if native is None:
        return task
    function = task.operation.function if isinstance(task.operation, OfFunction) else ""
    # Only the operator itself can ask: where its call cannot stand it is told as what is not written.
    if not may_stay(native, flow, work) and not questions(flow.functions.get(function)):
        return task
    return task.model_copy(update={"operation": native})
