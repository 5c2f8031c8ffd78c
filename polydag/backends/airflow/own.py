"""Arguments of the source's operator that only Airflow has: written as they were where the source is Airflow's own."""

from __future__ import annotations

from polydag.backends.airflow.lowered import Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.ir.operations import Wait
from polydag.ir.tasks import Task

# What every operator of Airflow 3.3 takes; other arguments go with the class.
OF_ANY_OPERATOR = frozenset(
    {
        "allow_nested_operators",
        "do_xcom_push",
        "email",
        "email_on_failure",
        "email_on_retry",
        "end_date",
        "executor",
        "executor_config",
        "ignore_first_depends_on_past",
        "inlets",
        "logger_name",
        "map_index_template",
        "outlets",
        "owner",
        "params",
        "pool_slots",
        "priority_weight",
        "queue",
        "resources",
        "run_as_user",
        "sla",
        "start_date",
        "trigger_rule",
        "wait_for_past_depends_before_skipping",
        "weight_rule",
    }
)
# A decorated function is called with these.
OF_A_CALL = frozenset({"op_args", "op_kwargs"})


def own_keywords(task: Task, lowered: Lowered, scene: Scene, stated: Keywords) -> Keywords:
    """The arguments that no rule read and nothing else states; a call that stays as it is has its own."""
    own = task.extras.get("airflow", {}) if scene.work.is_own and not lowered.call else {}
    keeps_class = not isinstance(task.operation, Wait)
    return {
        name: scene.speller.argument(value)
        for name, value in own.items()
        if name not in stated
        and (name in OF_ANY_OPERATOR or keeps_class)
        and not (lowered.function and name in OF_A_CALL)
    }
