"""Waits: `@task.sensor`, or `PythonSensor` where the author used it."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.rules.call import of_function
from polydag.backends.airflow.rules.codes import SkipsOrFails
from polydag.backends.contract import Support
from polydag.ir.model import Symbolic
from polydag.ir.operations import Wait
from polydag.ir.tasks import Task
from polydag.rendering.pyvalues import Expression, expression

_SENSORS = "airflow.providers.standard.sensors.python"
# What Airflow does when a sensor does not say otherwise.
_INTERVAL, _TIMEOUT = 60.0, 604800.0


@RULES.lowers(Wait, Support.NATIVE)
def wait(operation: Wait, task: Task, scene: Scene) -> Lowered:
    """Wait → `@task.sensor`."""
    if operation.on_timeout == "skip" and operation.on_error == "skip":
        scene.work.tell(SkipsOrFails(pipeline=scene.pipeline, task=task.id), task)
    return of_function(
        operation.function,
        operation.arguments,
        task,
        scene,
        "task.sensor",
        "PythonSensor",
        _keywords(operation),
        module=_SENSORS,
    )


def _keywords(operation: Wait) -> Keywords:
    keywords: Keywords = {}
    if operation.every != _INTERVAL:
        keywords["poke_interval"] = _seconds(operation.every)
    if operation.within != _TIMEOUT:
        keywords["timeout"] = _seconds(operation.within)
    if operation.frees_worker:
        keywords["mode"] = expression("reschedule")
    if operation.growing:
        keywords["exponential_backoff"] = expression(True)
    if operation.at_most is not None:
        keywords["max_wait"] = _seconds(operation.at_most)
    if operation.on_timeout == "skip":
        keywords["soft_fail"] = expression(True)
    elif operation.on_error == "skip":
        keywords["never_fail"] = expression(True)
    if operation.on_error == "look_again":
        keywords["silent_fail"] = expression(True)
    return keywords


def _seconds(value: float | Symbolic) -> Expression:
    """A number of seconds, as sensors are given most often; they take a timedelta as well."""
    if isinstance(value, float) and value.is_integer():
        return expression(int(value))
    return expression(value)
