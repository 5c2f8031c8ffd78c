"""Runs of other pipelines: `TriggerDagRunOperator`."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.contract import Support
from polydag.ir.model import Symbolic
from polydag.ir.operations import Launch
from polydag.ir.tasks import Task
from polydag.rendering.pyvalues import expression

_POLL = 60.0
_KNOWN = {"fail": (), "anew": ("reset_dag_run",), "skip": ("skip_when_already_exists",)}


@RULES.lowers(Launch, Support.NATIVE)
def launch(operation: Launch, task: Task, scene: Scene) -> Lowered:
    """Launch → `TriggerDagRunOperator`."""
    keywords: Keywords = {"trigger_dag_id": scene.speller.template(operation.pipeline)}
    if operation.run_id is not None:
        keywords["trigger_run_id"] = scene.speller.template(operation.run_id)
    if operation.conf is not None:
        keywords["conf"] = scene.speller.argument(operation.conf)
    if operation.date is not None:
        keywords["logical_date"] = scene.speller.template(operation.date)
    if operation.wait:
        keywords["wait_for_completion"] = expression(True)
    if operation.wait and operation.poll != _POLL:
        keywords["poke_interval"] = expression(_whole(operation.poll))
    if operation.accepts != ("success",):
        keywords["allowed_states"] = expression([*operation.accepts])
    if operation.refuses != ("failed",):
        keywords["failed_states"] = expression([*operation.refuses])
    keywords |= {name: expression(True) for name in _KNOWN[operation.known]}
    name = "airflow.providers.standard.operators.trigger_dagrun"
    return Lowered(operator=scene.provider(name, "TriggerDagRunOperator"), keywords=keywords)


def _whole(seconds: float | Symbolic) -> float | Symbolic:
    """5.0 is `5`."""
    return int(seconds) if isinstance(seconds, float) and seconds.is_integer() else seconds
