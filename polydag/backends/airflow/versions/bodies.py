"""Bodies that were written for Airflow 2: what Airflow 3 took out of the context is computed from what is left."""

from __future__ import annotations

import re

from polydag.backends.airflow.codes import ContextKeyComputed, ContextKeyGone
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function, Use
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import ContextOf, walk
from polydag.syntax.splice import splice

# One interval of the schedule, as arguments of `timedelta`, by the shape of its cron.
_INTERVALS = (
    (re.compile(r"^\d+ \d+ \* \* \*$"), "days=1"),
    (re.compile(r"^\d+ \* \* \* \*$"), "hours=1"),
    (re.compile(r"^\d+ \d+ \* \* \d$"), "weeks=1"),
    (re.compile(r"^\* \* \* \* \*$"), "minutes=1"),
)
# How far from the logical date, and in which format; `interval` is the schedule's own.
_SHIFTS = {
    "execution_date": ("", ""),
    "prev_ds": ("- interval", "%Y-%m-%d"),
    "prev_ds_nodash": ("- interval", "%Y%m%d"),
    "prev_execution_date": ("- interval", ""),
    "next_ds": ("+ interval", "%Y-%m-%d"),
    "next_ds_nodash": ("+ interval", "%Y%m%d"),
    "next_execution_date": ("+ interval", ""),
    "yesterday_ds": ("- day", "%Y-%m-%d"),
    "yesterday_ds_nodash": ("- day", "%Y%m%d"),
    "tomorrow_ds": ("+ day", "%Y-%m-%d"),
    "tomorrow_ds_nodash": ("+ day", "%Y%m%d"),
}
_KEYED = re.compile(r"^(?P<context>\w+(?:\(\))?)\[(['\"])(?P<key>\w+)\2\]$")


def current_text(function: Function, task: Task, pipeline: Pipeline, work: Work) -> str:
    """The text for Airflow 3; a body that asks for nothing that is gone stays byte for byte."""
    if not (work.module.version or "").startswith(("1.", "2.")) or has_all_keys(work):
        return function.text
    edits = []
    for use in _all(function.uses):
        key = _written_key(use, function) if use.kind == "context" else ""
        if key not in _SHIFTS:
            continue
        new = _computed(use, key, function, pipeline, work)
        kind = ContextKeyGone if new is None else ContextKeyComputed
        work.tell(kind(pipeline=pipeline.id, function=function.name, key=key), task)
        if new is not None:
            edits.append((use.start, use.stop, new))
    return splice(function.text, edits)


def has_all_keys(work: Work) -> bool:
    """Whether the version still has what Airflow 3 took out."""
    return not work.dialect.has("fewer context keys")


def templates_of(pipeline: Pipeline, work: Work) -> dict[str, str]:
    """What stands in a template for each key that is gone and can be computed."""
    if has_all_keys(work):
        return {}
    found: dict[str, str] = {}
    for key, (shift, form) in _SHIFTS.items():
        span = {"": "", "day": "days=1"}.get(shift[2:], interval_of(pipeline))
        if shift and span is not None:
            day = {"%Y-%m-%d": " | ds", "%Y%m%d": " | ds_nodash", "": ""}[form]
            found[key] = f"(logical_date {shift[0]} macros.timedelta({span})){day}"
    return found


def tell_templates(task: Task, pipeline: Pipeline, work: Work) -> None:
    """Tell which keys that are gone the task's own templates ask for."""
    if has_all_keys(work):
        return
    known = templates_of(pipeline, work)
    inner = (one for value in arguments_of(task.operation).values() for one in walk(value))
    keys = [one.key for one in inner if isinstance(one, ContextOf)]
    for key in dict.fromkeys(key for key in keys if _SHIFTS.get(key, ("", ""))[0]):
        kind = ContextKeyComputed if key in known else ContextKeyGone
        work.tell(kind(pipeline=pipeline.id, function=task.id, key=key), task)


def _written_key(use: Use, function: Function) -> str:
    """The key as the author wrote it: the neutral one of `execution_date` is that of Airflow 3."""
    match = _KEYED.match(function.text[use.start : use.stop])
    return match["key"] if match is not None else use.key


def _computed(use: Use, key: str, function: Function, pipeline: Pipeline, work: Work) -> str | None:
    match = _KEYED.match(function.text[use.start : use.stop])
    shift, form = _SHIFTS[key]
    span = {"": "", "day": "days=1"}.get(shift[2:], interval_of(pipeline))
    if match is None or span is None:
        return None
    text = f'{match["context"]}["logical_date"]'
    if shift:
        name = work.imports.add("datetime", "timedelta")
        text = f"({text} {shift[0]} {name}({span}))"
    text += f'.strftime("{form}")' if form else ""
    before = function.text[: use.start].rpartition("\n")[2]
    return text.replace('"', "'") if _in_f_string(before) else text


def _in_f_string(before: str) -> bool:
    """Whether what precedes on the row opened an f-string in double quotes."""
    return re.search(r'\b[fF][rR]?"(?!"")[^"]*$', before) is not None


def interval_of(pipeline: Pipeline) -> str | None:
    """One interval of the pipeline's schedule, where all are equally long."""
    crons = [cron for schedule in pipeline.schedules for cron in schedule.crons]
    if len(crons) != 1 or not isinstance(crons[0], str):
        return None
    return next((span for shape, span in _INTERVALS if shape.match(crons[0])), None)


def _all(uses: tuple[Use, ...]) -> list[Use]:
    return [inner for use in uses for inner in (use, *_all(use.inner))]
