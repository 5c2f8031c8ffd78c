"""The DAG itself: its arguments, its parameters, its defaults for tasks."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.airflow.codes import PipelineRetryLost, RequiredParameter
from polydag.backends.airflow.own import dag_keywords_of_its_own, default_keywords
from polydag.backends.airflow.policies import (
    Keywords,
    hook_keywords,
    plain_keywords,
    retry_keywords,
    seconds,
)
from polydag.backends.airflow.schedule import schedule_keywords, start_keywords
from polydag.backends.airflow.versions.codes import RuleLost
from polydag.backends.airflow.work import Work
from polydag.backends.ledger import View
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import RunParameter
from polydag.ir.tasks import Task
from polydag.ir.values import Constant, Value
from polydag.rendering.pyvalues import Expression, call, expression

__all__ = ["Parameter", "dag_keywords", "default_args", "parameters"]


@dataclass(frozen=True)
class Parameter:
    """An argument of the `@dag` function."""

    name: str
    text: str


def default_args(view: View[Pipeline], work: Work) -> Keywords:
    """What all tasks share."""
    defaults = view.use("defaults").defaults
    pipeline = view.peek
    found: Keywords = {}
    if defaults.owner is not None:
        found["owner"] = expression(defaults.owner)
    if defaults.retry is not None:
        found |= retry_keywords(defaults.retry, work, None, pipeline.id)
    if defaults.timeout is not None:
        found["execution_timeout"] = seconds(defaults.timeout, work)
    found |= default_keywords(pipeline, work)
    return found | hook_keywords(defaults.hooks, work, pipeline.id, pipeline.id, None)


def dag_keywords(
    view: View[Pipeline],
    work: Work,
    shared: Keywords,
    with_doc: bool,
    in_signature: bool = False,
) -> Keywords:
    """The arguments of the DAG in the order in which people write them; `in_signature`: the function has parameters too."""
    p = view.use(
        "schedules",
        "start",
        "end",
        "catchup",
        "max_active_runs",
        "max_active_tasks",
        "timeout",
        "tags",
    )
    view.use("description", "doc", "hooks", "parameters", "extras")
    found: Keywords = {}
    if p.description is not None:
        found["description"] = expression(p.description)
    found |= schedule_keywords(p, work) | start_keywords(p, work)
    if p.max_active_runs is not None:
        found["max_active_runs"] = expression(p.max_active_runs)
    elif any(schedule.kind == "continuous" for schedule in p.schedules):
        found["max_active_runs"] = expression(1)
    if p.max_active_tasks is not None:
        found["max_active_tasks"] = expression(p.max_active_tasks)
    if p.timeout is not None:
        found["dagrun_timeout"] = seconds(p.timeout, work)
    if shared:
        found["default_args"] = expression(shared)
    stated = [r for r in _declared(p, work) if not (in_signature and _is_open(r, p))]
    if stated:
        found["params"] = expression({r.name: _param(r, p, work) for r in stated})
    if p.tags:
        found["tags"] = expression([expression(tag) for tag in p.tags])
    if p.doc is not None and with_doc:
        found["doc_md"] = expression(p.doc)
    found |= hook_keywords(p.hooks, work, p.id, p.id, None, is_dag=True)
    if p.retry.count != 0:
        work.tell(PipelineRetryLost(pipeline=p.id))
        view.told("retry")
    own = dag_keywords_of_its_own(p, work)
    return found | {name: value for name, value in own.items() if name not in found}


def _declared(pipeline: Pipeline, work: Work) -> list[RunParameter]:
    """The parameters that the DAG states; what Airflow's own bodies and templates ask `dag_run.conf` for needs no statement."""
    return [p for p in pipeline.parameters if p.declared or not work.is_own]


def _default(parameter: RunParameter, pipeline: Pipeline) -> Value | None:
    """A deployment's own value is what a scheduled run gets."""
    given = [
        s.parameters[parameter.name] for s in pipeline.schedules if parameter.name in s.parameters
    ]
    return given[0] if given else parameter.default


def _is_open(parameter: RunParameter, pipeline: Pipeline) -> bool:
    """Whether a run must be given it: the argument of the `@dag` function then has the `Param` as its default, as Airflow
    holds the default of an argument against the type."""
    return not pipeline.schedules and _default(parameter, pipeline) is None


def _param(parameter: RunParameter, pipeline: Pipeline, work: Work) -> Expression:
    """`Param` where there is a type to state, else the plain default."""
    default = _default(parameter, pipeline)
    if default is None and pipeline.schedules:
        work.tell(RequiredParameter(pipeline=pipeline.id, name=parameter.name))
        default = Constant(value=None)
    details = dict(parameter.constraints)
    if parameter.description is not None:
        details["description"] = parameter.description
    plain = expression(default) if default is not None else None  # type: ignore[arg-type]  # a default is a constant or code
    if plain is not None and parameter.json_type is None and not details:
        return plain
    keywords = {name: expression(value) for name, value in details.items()}
    word = parameter.json_type
    if word is not None:
        may_be_null = isinstance(default, Constant) and default.value is None
        keywords = {"type": expression(["null", word] if may_be_null else word)} | keywords
    return call(work.sdk("Param"), *([plain] if plain is not None else []), **keywords)


def parameters(pipeline: Pipeline, work: Work) -> tuple[Parameter, ...]:
    """The arguments of the `@dag` function, typed where the annotation needs no import."""
    found = []
    for parameter in _declared(pipeline, work):
        default = _default(parameter, pipeline)
        note = parameter.plain_annotation or _annotation(parameter)
        if _is_open(parameter, pipeline):
            spelt = work.use(_param(parameter, pipeline, work))
        else:
            spelt = work.use(expression(default))  # type: ignore[arg-type]  # a constant or code
        text = f"{parameter.name}: {note} = {spelt}" if note else f"{parameter.name}={spelt}"
        found.append(Parameter(parameter.name, text))
    return tuple(found)


def _annotation(parameter: RunParameter) -> str | None:
    words = {
        "string": "str",
        "integer": "int",
        "number": "float",
        "boolean": "bool",
        "array": "list",
        "object": "dict",
    }
    return words.get(parameter.json_type or "")


def _rule(task: Task, pipeline: Pipeline, work: Work) -> str:
    """The trigger rule, or the nearest one that the version has: it too waits for all, and runs where nothing was skipped."""
    if task.rule not in work.dialect.no_rules:
        return task.rule
    nearest, version = "none_skipped", work.dialect.version
    told = RuleLost(pipeline=pipeline.id, rule=task.rule, written=nearest, version=version)
    work.tell(told, task)
    return nearest


def task_keywords(
    view: View[Task], work: Work, pipeline: Pipeline, in_defaults: bool = True
) -> Keywords:
    """The policies of a task, without what the DAG's defaults say already."""
    task = view.use(
        "rule",
        "retry",
        "timeout",
        "hooks",
        "pool",
        "pool_slots",
        "priority",
        "past",
        "owner",
        "publishes",
        "consumes",
    )
    defaults = pipeline.defaults
    found: Keywords = {}
    if task.rule != "all_success" and task.role != "teardown":
        found["trigger_rule"] = expression(_rule(task, pipeline, work))
    if task.role == "glue":
        # What polydag made tells nobody; everything else may be as for all tasks.
        shared = hook_keywords(defaults.hooks, work, "", pipeline.id, task)
        return found | {name: expression(None) for name in shared}
    if task.owner is not None and task.owner != defaults.owner:
        found["owner"] = expression(task.owner)
    found |= retry_keywords(
        task.retry, work, task, pipeline.id, defaults.retry if in_defaults else None
    )
    if task.timeout != defaults.timeout:
        found["execution_timeout"] = (
            seconds(task.timeout, work) if task.timeout is not None else expression(None)
        )
    if task.hooks != defaults.hooks:
        events = {hook.event for hook in task.hooks if hook not in defaults.hooks}
        # A callback of its own takes the place of those of the defaults, so these stand with it.
        mine = tuple(hook for hook in task.hooks if hook.event in events)
        found |= hook_keywords(mine, work, task.id, pipeline.id, task)
        if not mine and defaults.hooks:
            found |= {
                name: expression(None)
                for name in hook_keywords(defaults.hooks, work, "", pipeline.id, task)
            }
    found |= plain_keywords(task)
    if task.mapping is not None and task.mapping.limit is not None:
        found["max_active_tis_per_dagrun"] = expression(task.mapping.limit)
    return found
