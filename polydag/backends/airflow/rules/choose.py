"""Branches: `@task.branch`, whose function returns ids of tasks."""

from __future__ import annotations

from polydag.backends.airflow.legalise.choices import targets_of
from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.rules.call import of_function, own_decorator, own_operator
from polydag.backends.contract import Support
from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Choose
from polydag.ir.tasks import Task
from polydag.rendering.pyvalues import expression


@RULES.lowers(Choose, Support.NATIVE)
def choose(operation: Choose, task: Task, scene: Scene) -> Lowered:
    """Choose → `@task.branch`."""
    if operation.condition is not None:
        made = _condition(operation, task, scene)
        arguments = dict(operation.condition.reads)
        return Lowered(decorator="task.branch", function=made.name, arguments=arguments, made=made)
    return of_function(
        operation.function,
        operation.arguments,
        task,
        scene,
        own_decorator(task, scene, "task.branch"),
        own_operator(task, scene, "BranchPythonOperator"),
        {},
    )


def _condition(operation: Choose, task: Task, scene: Scene) -> Function:
    """A function that returns the ids on the side that an `if` of the source takes."""
    condition = operation.condition
    assert condition is not None
    targets = targets_of(operation, scene.flow)
    yes, no = (_ids(targets.get(label, ()), scene) for label in ("true", "false"))
    parameters = tuple(Parameter(name=name) for name in condition.reads)
    head = f"def {operation.function}({', '.join(condition.reads)}):"
    text = f"{head}\n    if {condition.text}:\n        return {yes}\n    return {no}"
    return Function(
        name=operation.function,
        text=text,
        parameters=parameters,
        names=condition.names,
        synthesised=True,
    )


def _ids(ids: tuple[str, ...], scene: Scene) -> str:
    return expression(ids[0] if len(ids) == 1 else list(ids)).text
