"""What only one engine has a word for: how a message names it, and whether a run can tell that it is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polydag.ir.model import Frozen, Symbolic
from polydag.ir.values import Code, Constant, Entries, Items, Value

# By engine and attribute, what no longer happens in another engine. All others say how something is shown or where it runs.
EFFECTIVE: Mapping[str, Mapping[str, str]] = {
    "airflow": {
        "allowed_run_types": "runs of every kind may be started",
        "deadline": "nobody is told of a run that is late",
        "end_date": "the task goes on running after its end date",
        "fail_fast": "the other tasks go on when one has failed",
        "jinja_environment_kwargs": "templates are not rendered with these options",
        "max_consecutive_failed_dag_runs": "nothing pauses the schedule after failures",
        "params": "the task sees the parameters of the run as they are",
        "post_execute": "it is not called after the task",
        "pre_execute": "it is not called before the task",
        "render_template_as_native_obj": "a rendered template stays a string",
        "retry_policy": "every failure is retried",
        "restrict_to_events": "a run by hand is about the time when it is started",
        "run_immediately": "no run of the time before is made when the schedule is first switched on",
        "sla": "nobody is told of a task that is late",
        "sla_miss_callback": "nobody is told of a task that is late",
        "start_date": "the task runs before its start date, too",
        "template_undefined": "a name that a template does not find is not treated this way",
    }
}


def foreign(
    extras: Mapping[str, Mapping[str, Value]], target: str
) -> Iterator[tuple[str, str, Value, str | None]]:
    """Engine, attribute, value and what no longer happens (None: nothing) of what other engines than the target have."""
    for engine, attributes in extras.items():
        for name, value in attributes.items() if engine != target else ():
            is_off = isinstance(value, Constant) and value.value in (False, None)
            yield engine, name, value, None if is_off else EFFECTIVE.get(engine, {}).get(name)


def stated(name: str, value: object) -> str:
    """An attribute with its value, as a message names it."""
    return f"{name}={shown(value)}"


def shown(value: object) -> str:
    """A value as people write it."""
    match value:
        case Symbolic(text=text) | Code(text=text):
            return " ".join(text.split())
        case Constant(value=inner):
            return str(inner)
        case Items(items=items):
            return f"[{', '.join(map(shown, items))}]"
        case Entries(entries=entries):
            return f"{{{', '.join(f'{key}: {shown(item)}' for key, item in entries.items())}}}"
        case Frozen():
            return value.model_dump_json(exclude_defaults=True)
        case tuple():
            return ", ".join(map(shown, value))
        case _:
            return str(value)
