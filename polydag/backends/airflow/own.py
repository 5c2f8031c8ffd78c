"""What only Airflow has and an author of Airflow set: written as it was, or told where Airflow 3 has no place for it."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.airflow.codes import ArgumentNotWritten, SettingGone
from polydag.backends.airflow.lowered import Lowered
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.values import Speller
from polydag.backends.airflow.work import Work
from polydag.backends.settings import stated
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Value
from polydag.rendering.pyvalues import expression

# Accepted by Airflow 3, which does nothing with them.
WITHOUT_EFFECT = frozenset({"sla", "sla_miss_callback"})
# Refused by Airflow 3.
REFUSED = frozenset({"default_view", "full_filepath", "orientation"})
# What every operator of Airflow 3 takes, of what has no word of its own in the neutral representation.
OF_EVERY_TASK = frozenset(
    {
        "allow_nested_operators",
        "do_xcom_push",
        "doc",
        "doc_json",
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
        "start_date",
        "trigger_rule",
        "wait_for_past_depends_before_skipping",
        "weight_rule",
    }
)


def own_keywords(
    task: Task, lowered: Lowered, pipeline: Pipeline, speller: Speller, work: Work
) -> Keywords:
    """The keywords of a task that are Airflow's own, without what the DAG's defaults say."""
    if lowered.call or not work.is_own:
        return {}
    shared = pipeline.defaults.extras.get("airflow", {})
    found: Keywords = {}
    for name, value in task.extras.get("airflow", {}).items():
        if shared.get(name) == value:
            continue
        if name in WITHOUT_EFFECT:
            told = SettingGone(
                argument=stated(name, value), owner=task.id, pipeline=pipeline.id, task=task.id
            )
            work.tell(told, task)
        elif name in OF_EVERY_TASK or _is_same(task, lowered):
            found[name] = speller.argument(value)
        else:
            work.tell(
                ArgumentNotWritten(
                    argument=stated(name, value), owner=task.id, pipeline=pipeline.id, task=task.id
                ),
                task,
            )
    return found


def _is_same(task: Task, lowered: Lowered) -> bool:
    """Whether the task is written with what it was made by, so that its own arguments fit."""
    written = lowered.operator or lowered.decorator
    return task.source.rpartition(".")[2] == written.rpartition(".")[2]


def default_keywords(pipeline: Pipeline, work: Work) -> Keywords:
    """What the DAG says for all its tasks."""
    return _accepted(pipeline.defaults.extras, pipeline, work)


def dag_keywords_of_its_own(pipeline: Pipeline, work: Work) -> Keywords:
    """The arguments of the DAG itself that are Airflow's own."""
    return _accepted(pipeline.extras, pipeline, work)


def _accepted(
    extras: Mapping[str, Mapping[str, Value]], pipeline: Pipeline, work: Work
) -> Keywords:
    """Those that Airflow 3 takes and obeys; the others are told."""
    found: Keywords = {}
    for name, value in extras.get("airflow", {}).items() if work.is_own else ():
        if name in WITHOUT_EFFECT:
            work.tell(
                SettingGone(argument=stated(name, value), owner=pipeline.id, pipeline=pipeline.id)
            )
        elif name in REFUSED:
            work.tell(
                ArgumentNotWritten(
                    argument=stated(name, value), owner=pipeline.id, pipeline=pipeline.id
                )
            )
        else:
            found[name] = expression(value)  # type: ignore[arg-type]  # values known where the DAG is built
    return found
