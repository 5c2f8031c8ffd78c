"""Policies of a task: what every operator takes, whatever it does."""

from __future__ import annotations

from typing import get_args

from polydag.frontends.airflow.arguments import BASE_ARGUMENTS, FORGOTTEN, TASK_ALIASES
from polydag.frontends.airflow.assets import asset_ids, not_assets
from polydag.frontends.airflow.codes import ArgumentUnknown
from polydag.frontends.airflow.drafts import TaskDraft
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.hooks import EVENTS, callbacks, email_hooks
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.retries import retry_of
from polydag.frontends.airflow.structure.codes import AssetUnknown, RuleUnknown
from polydag.frontends.airflow.values import argument_value, scalar, seconds, value_of
from polydag.ir.tasks import Task, TriggerRule
from polydag.ir.values import Value
from polydag.syntax.calls import Argument
from polydag.syntax.data import Datum, Known
from polydag.syntax.describe import literal

# What a task has rendered for its function, which finds it in its context.
TEMPLATES = "templates_dict"
# By which ends of a text it names a file, whose text is rendered in its place.
EXTENSIONS = "templates_exts"
RULES = frozenset(get_args(TriggerRule))
RULE_ALIASES = {"dummy": "always", "none_failed_or_skipped": "none_failed_min_one_success"}


def policies_of(reading: Reading, draft: TaskDraft) -> dict[str, object]:
    """Fields of the task, and what is left in `extras`."""
    given = draft.given
    timeout = seconds(given.take("execution_timeout"))
    fields: dict[str, object] = {
        "retry": retry_of(given),
        "timeout": None if "execution_timeout" in draft.own else timeout,
        "hooks": (*callbacks(reading, given, draft.id, EVENTS | draft.called), *email_hooks(given)),
        "past": _past(given),
        "publishes": _assets(reading, draft, "outlets"),
        "consumes": _assets(reading, draft, "inlets"),
    }
    fields |= _scalars(given) | {"rule": _rule(reading, draft)}
    fields["extras"] = {"airflow": extras} if (extras := _extras(reading, draft)) else {}
    return {name: value for name, value in fields.items() if value is not None}


def _past(given: Given) -> str:
    downstream = given.take_flag("wait_for_downstream", False)
    own = given.take_flag("depends_on_past", False)
    return "downstream" if downstream else "self" if own else "none"


def _assets(reading: Reading, draft: TaskDraft, argument: str) -> tuple[str, ...]:
    """The assets of an argument; one that is not known makes it stay for Airflow as it is."""
    datum = draft.given.take(argument)
    for other in not_assets(datum):
        text = literal(other)
        expression = " ".join((text.text if text else type(other).__name__).split())
        told = AssetUnknown(
            argument=argument, expression=expression, task=draft.id, span=draft.site.span
        )
        reading.tell(told)
        own = draft.given.arguments.keywords.get(argument)
        if own is not None:
            draft.extras[argument] = argument_value(reading, own, draft.id, draft.site)
    return asset_ids(reading, datum)


def _rule(reading: Reading, draft: TaskDraft) -> str:
    """The trigger rule; one that is not known stays an argument for Airflow."""
    datum = draft.given.take("trigger_rule")
    rule = scalar(datum, str)
    rule = RULE_ALIASES.get(rule, rule) if isinstance(rule, str) else rule
    if datum is None or rule in RULES:
        return "all_success" if datum is None else str(rule)
    text = literal(datum)
    expression = " ".join((text.text if text else type(datum).__name__).split())
    reading.tell(RuleUnknown(expression=expression, task=draft.id, span=draft.site.span))
    draft.extras["trigger_rule"] = value_of(reading, datum, draft.id, draft.site, templated=False)
    return "all_success"


def _scalars(given: Given) -> dict[str, object]:
    owner, pool = scalar(given.take("owner"), str), scalar(given.take("pool"), str)
    slots, priority = (
        scalar(given.take("pool_slots"), int),
        scalar(given.take("priority_weight"), int),
    )
    name = scalar(given.take("task_display_name"), str)
    return {
        "owner": None if owner == "airflow" else owner,
        "pool": None if pool == "default_pool" else pool,
        "pool_slots": slots,
        "priority": None if priority == 1 else priority,
        "name": name if isinstance(name, str) else None,
        "doc": _doc(given),
    }


def _doc(given: Given) -> str | None:
    """The task's documentation; what is no text that is known stays an argument for Airflow."""
    names = ("doc_md", "doc", "doc_rst", "doc_json", "doc_yaml")
    known = [name for name in names if _is_text(given.peek(name))]
    return next((text for name in known if (text := given.take_text(name))), None)


def _is_text(datum: Datum | None) -> bool:
    return isinstance(datum, Known) and isinstance(datum.value, str)


def _extras(reading: Reading, draft: TaskDraft) -> dict[str, Value]:
    """Arguments that only Airflow has, and those that nobody read."""
    given, found = draft.given, dict(draft.extras)
    data = {str(key): argument for key, argument in given.rest().items()}
    for name, datum in given.defaults.items():
        if name in BASE_ARGUMENTS and name not in given.used and not given.is_stated(name):
            if name not in ("start_date", "end_date"):
                data.setdefault(name, Argument(datum))
            given.used.add(name)
    data |= {name: Argument(datum) for name, datum in given.later.items()}
    for name, argument in data.items():
        if name in FORGOTTEN:
            continue
        if name not in BASE_ARGUMENTS and not _is_of_body(draft, name):
            told = ArgumentUnknown(
                argument=name, owner=draft.id, task=draft.id, span=draft.site.span
            )
            reading.tell(told)
        own = TASK_ALIASES.get(name, name)
        templated = name != EXTENSIONS
        found[own] = argument_value(reading, argument, draft.id, draft.site, templated)
    return found


def _is_of_body(draft: TaskDraft, name: str) -> bool:
    """Whether the function of the task may ask for the argument, which is known when its body is read."""
    return name == TEMPLATES and draft.function is not None


def with_policies(task: Task, fields: dict[str, object]) -> Task:
    """The task with its policies, validated."""
    return Task.model_validate({**{n: getattr(task, n) for n in Task.model_fields}, **fields})
