"""Branches by the clock: operators that choose by the time or the day of the week."""

from __future__ import annotations

import json
from datetime import datetime, time

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.clock import (
    UTC,
    days_of,
    is_day_text,
    known_of,
    moment_text,
    named,
    time_text,
    zone_text,
)
from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.values import texts
from polydag.frontends.airflow.written import write
from polydag.ir.operations import Choose, Operation
from polydag.syntax.data import Datum, Known


@RULES.reads(f"{STANDARD}.datetime.BranchDateTimeOperator")
def branch_date_time_operator(request: Request) -> Operation | None:
    """BranchDateTimeOperator → Choose by whether now, or the run's date, lies between two moments."""
    given = request.given
    sides = ("target_lower", "target_upper")
    bounds = _bounds([given.peek(side) for side in sides], zone_text(request.pipeline))
    if bounds is None:
        return None
    lines = [
        f"{side} = {text}" for side, text in zip(("lower", "upper"), bounds, strict=True) if text
    ]
    first, last = ("lower <= " if bounds[0] else "", " <= upper" if bounds[1] else "")
    return _choice(request, UTC, lines, f"{first}now{last}", "now is in the range", sides)


@RULES.reads(f"{STANDARD}.weekday.BranchDayOfWeekOperator")
def branch_day_of_week_operator(request: Request) -> Operation | None:
    """BranchDayOfWeekOperator → Choose by the day of the week of now, or of the run's date."""
    days = days_of(request.given.peek("week_day"))
    if days is None:
        return None
    test = is_day_text("now", days)
    return _choice(
        request, zone_text(request.pipeline), [], test, f"it is {named(days)}", ("week_day",)
    )


def _choice(
    request: Request, zone: str, lines: list[str], test: str, said: str, read: tuple[str, ...]
) -> Operation | None:
    """The choice by a test of `now`, in a zone; what the test says of the arguments that were `read`."""
    given = request.given
    ways = ("follow_task_ids_if_true", "follow_task_ids_if_false")
    yes, no = (texts(given.peek(way)) for way in ways)
    known = [text for text in (*yes, *no) if isinstance(text, str)]
    if not yes or not no or len(known) < len(yes) + len(no):
        return None
    of_run = _is_of_run(request)
    now = "logical_date" if of_run else f"$datetime.now({zone})"
    rows = [
        f"def {identifier(request.task)}({'logical_date' if of_run else ''}):",
        f'    """Choose by whether {said}."""',
        f"    now = {now}",
        *(f"    {line}" for line in lines),
        f"    if {test}:",
        f"        return {_returned(yes)}",
        f"    return {_returned(no)}",
    ]
    function = write(request, "\n".join(rows))
    for name in (*read, *ways):
        given.take(name)
    return Choose(function=function, many=len(yes) > 1 or len(no) > 1)


def _is_of_run(request: Request) -> bool:
    """Whether the run's date decides; `use_task_execution_day` and `…_date` are what the flag was called once."""
    names = ("use_task_logical_date", "use_task_execution_date", "use_task_execution_day")
    flags = [request.given.take_flag(name, False) for name in names]
    return any(flags)


def _returned(ids: tuple[object, ...]) -> str:
    return json.dumps(ids[0] if len(ids) == 1 else ids)


def _bounds(stated: list[Datum | None], zone: str) -> tuple[str, str] | None:
    """The bounds as expressions of `now`, empty where there is none; None where one is not known, or they are of two kinds."""
    lower, upper = [known_of(datum) for datum in stated]
    if any(b is None and not _is_none(d) for b, d in zip((lower, upper), stated, strict=True)):
        return None
    known = [bound for bound in (lower, upper) if bound is not None]
    if known and all(isinstance(bound, datetime) for bound in known):
        return _moment(lower, zone), _moment(upper, zone)
    if not known or not all(isinstance(bound, time) for bound in known):
        return None
    passes = isinstance(lower, time) and isinstance(upper, time) and upper < lower
    later = " + $timedelta(days=1)" if passes else ""
    return _today(lower, zone), f"{_today(upper, zone)}{later}"


def _is_none(datum: Datum | None) -> bool:
    return datum is None or (isinstance(datum, Known) and datum.value is None)


def _moment(bound: object, zone: str) -> str:
    return moment_text(bound, zone) if isinstance(bound, datetime) else ""


def _today(bound: object, zone: str) -> str:
    """A time of day in the zone of the DAG; the day is that of the moment in UTC."""
    return time_text(bound, "now", zone) if isinstance(bound, time) else ""
