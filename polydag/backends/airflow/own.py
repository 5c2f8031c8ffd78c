"""Arguments of the source's operator that only Airflow has: written as they were where the source is Airflow's own."""

from __future__ import annotations

import builtins

from polydag.backends.airflow.codes import TaskArgumentLost
from polydag.backends.airflow.lowered import Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.work import Work
from polydag.ir.operations import Wait
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Value, walk
from polydag.syntax.convert import is_unsaid

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
    """The arguments that no rule read and nothing else states; a call that stays as it is has its own.

    What the class that is written does not take, or is made of names that the module does not bind, is told.
    """
    work = scene.work
    own = task.extras.get("airflow", {}) if work.is_own and not lowered.call else {}
    keeps_class = not isinstance(task.operation, Wait) and _is_same(task, lowered)
    found: Keywords = {}
    for name, value in own.items():
        if name in stated or (lowered.function and name in OF_A_CALL):
            continue
        if (name in OF_ANY_OPERATOR or keeps_class) and _is_bound(value, work):
            found[name] = scene.speller.argument(value)
        else:
            work.tell(TaskArgumentLost(pipeline=scene.pipeline, argument=name), task)
    return found


def _is_same(task: Task, lowered: Lowered) -> bool:
    """Whether the task is written with the class or the decorator that it had."""
    kind = task.source.rpartition(".")[2]
    return kind in (lowered.operator, lowered.decorator.rpartition(".")[2])


def _is_bound(value: Value, work: Work) -> bool:
    """Whether the module that is written binds all that the value's expressions read."""
    bound = {*work.kept_names, *work.module.functions, *dir(builtins), "__file__", "__name__"}
    bound.update(name for piece in work.module.prelude for name in piece.defines)
    codes = [part for part in walk(value) if isinstance(part, Code)]
    return all(bound.issuperset(code.names) and not is_unsaid(code) for code in codes)
