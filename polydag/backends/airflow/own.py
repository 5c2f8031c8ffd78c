"""What only Airflow has and an author of Airflow set: written as it was, or told where the version has no place for it."""

from __future__ import annotations

import builtins
from collections.abc import Mapping

from polydag.backends.airflow.codes import ForeignDetailDropped, TaskArgumentLost
from polydag.backends.airflow.lowered import Lowered, Scene
from polydag.backends.airflow.moved import current_arguments
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.versions.codes import SettingGone
from polydag.backends.airflow.work import Work
from polydag.backends.settings import EFFECTIVE
from polydag.backends.settings import stated as stated_value
from polydag.diagnostics import Diagnostic
from polydag.ir.operations import Wait
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Value, walk
from polydag.rendering.pyvalues import expression
from polydag.syntax.convert import is_unsaid

# What every operator takes, of what has no word of its own in the neutral representation.
OF_EVERY_TASK = frozenset(
    {
        "allow_nested_operators",
        "do_xcom_push",
        "doc",
        "doc_json",
        "doc_md",
        "doc_rst",
        "doc_yaml",
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
        "max_active_tis_per_dag",
        "max_active_tis_per_dagrun",
        "max_retry_delay",
        "multiple_outputs",
        "outlets",
        "params",
        "post_execute",
        "pre_execute",
        "queue",
        "render_template_as_native_obj",
        "resources",
        "retry_policy",
        "run_as_user",
        "sla",
        "start_date",
        "trigger_rule",
        "wait_for_past_depends_before_skipping",
        "weight_rule",
    }
)


# A decorated function is called with these.
_OF_A_CALL = frozenset({"op_args", "op_kwargs"})


# Their kin that run a function elsewhere (`ExternalPythonOperator`) take more than they do.
_OF_FUNCTIONS = frozenset({"BranchPythonOperator", "PythonOperator", "ShortCircuitOperator"})


def own_keywords(task: Task, lowered: Lowered, scene: Scene, stated: Keywords) -> Keywords:
    """The keywords of a task that are Airflow's own, without what the defaults say; a call that stays as it is has its own."""
    work, pipeline = scene.work, scene.flow.pipeline
    if lowered.call or not work.is_own:
        return {}
    shared = pipeline.defaults.extras.get("airflow", {})
    found: Keywords = {}
    for name, value in task.extras.get("airflow", {}).items():
        if shared.get(name) == value or name in stated or (lowered.function and name in _OF_A_CALL):
            continue
        if f"task.{name}" in work.dialect.no_words:
            work.tell(_without_effect(name, value, task.id, pipeline, work), task)
        elif _fits(name, task, lowered) and _is_bound(value, work):
            found[name] = scene.speller.argument(value)
        else:
            told = TaskArgumentLost(pipeline=pipeline.id, argument=stated_value(name, value))
            work.tell(told, task)
    return found


def _fits(name: str, task: Task, lowered: Lowered) -> bool:
    """Whether what is written takes it: every task does, or it is the operator or decorator of the source."""
    if name in OF_EVERY_TASK:
        return True
    source = task.source.rpartition(".")[2]
    if lowered.decorator:
        return source in (lowered.decorator.rpartition(".")[2], "PythonOperator")
    if lowered.operator in _OF_FUNCTIONS:
        return source == lowered.operator
    return not isinstance(task.operation, Wait)


def _is_bound(value: Value, work: Work) -> bool:
    """Whether the module that is written binds all that the value's expressions read."""
    bound = {*work.kept_names, *work.module.functions, *dir(builtins), "__file__", "__name__"}
    bound.update(name for piece in work.module.prelude for name in piece.defines)
    codes = [part for part in walk(value) if isinstance(part, Code)]
    return all(bound.issuperset(code.names) and not is_unsaid(code) for code in codes)


def default_keywords(pipeline: Pipeline, work: Work) -> Keywords:
    """What the DAG says for all its tasks."""
    return _accepted("task", pipeline.defaults.extras, pipeline, work)


def dag_keywords_of_its_own(pipeline: Pipeline, work: Work) -> Keywords:
    """The arguments of the DAG itself that are Airflow's own."""
    own = current_arguments(pipeline.extras.get("airflow", {}), pipeline.id, work)
    return _accepted("DAG", {"airflow": own}, pipeline, work)


def _accepted(
    owner: str, extras: Mapping[str, Mapping[str, Value]], pipeline: Pipeline, work: Work
) -> Keywords:
    """Those that this version takes and obeys; the others are told."""
    found: Keywords = {}
    for name, value in extras.get("airflow", {}).items() if work.is_own else ():
        if f"{owner}.{name}" in work.dialect.no_words:
            work.tell(_without_effect(name, value, pipeline.id, pipeline, work))
        else:
            found[work.dialect.word(owner, name)] = expression(value)  # type: ignore[arg-type]  # values known where the DAG is built
    return found


def _without_effect(
    name: str, value: Value, owner: str, pipeline: Pipeline, work: Work
) -> Diagnostic:
    effect, version = EFFECTIVE["airflow"].get(name), work.dialect.version
    argument = stated_value(name, value)
    if effect is None:
        engine = "another version"
        return ForeignDetailDropped(
            attribute=argument, owner=owner, engine=engine, pipeline=pipeline.id
        )
    return SettingGone(
        argument=argument, owner=owner, version=version, effect=effect, pipeline=pipeline.id
    )
