"""Callbacks of the whole run: sensors, which the Dagster daemon evaluates after the run has ended."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.dagster.callbacks import ENDS, Callback, ends_of_runs, ends_of_tasks
from polydag.backends.dagster.codes import AttributeLost, RunSensor
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.policies import place_of
from polydag.backends.dagster.sheet import Sheet, lines
from polydag.backends.dagster.spelling import run_spelling
from polydag.backends.settings import stated
from polydag.ir.functions import Function
from polydag.ir.policies import Hook


@dataclass(frozen=True)
class Sensors:
    """Definitions of sensors, and their names."""

    statements: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


def sensors_of(design: Design, sheet: Sheet) -> Sensors:
    """A sensor for each callback of the run; what has no sensor is told."""
    statements, symbols = [], []
    for hook in dict.fromkeys(design.pipeline.hooks):
        function = sheet.module.functions.get(hook.function or "")
        if hook.event not in ENDS or function is None:
            _tell(hook, design, sheet)
            continue
        made, symbol = _sensor(hook, function, design, sheet)
        statements += made
        symbols.append(symbol)
    return Sensors(tuple(statements), tuple(symbols))


def _tell(hook: Hook, design: Design, sheet: Sheet) -> None:
    place = place_of(design.pipeline.id)
    reason = "Dagster has no such sensor"
    owner = design.pipeline.id
    sheet.tell(AttributeLost(attribute=stated("hooks", hook), owner=owner, reason=reason, **place))


def _sensor(hook: Hook, function: Function, design: Design, sheet: Sheet) -> tuple[list[str], str]:
    """The statements that make a sensor, and its name."""
    sheet.tell(RunSensor(function=function.name, event=hook.event, **place_of(design.pipeline.id)))
    decorator = _decorator(hook, design, sheet)
    ends = ends_of_runs(sheet.module, function)
    callback = _callback(function, {event for _, event in ends}, design, sheet)
    is_called = function.is_async or len(ends) > 1
    made = []
    if not is_called or f"run {function.name}" not in sheet.printed:
        sheet.printed.add(f"run {function.name}")
        made.append(
            lines([function.comment, *([] if is_called else [decorator]), callback.text(sheet)])
        )
    if not is_called:
        return made, callback.name
    name = sheet.names.take(f"{callback.name}_on_{hook.event}")
    return [*made, lines([decorator, callback.calling(name, sheet)])], name


def _callback(function: Function, events: set[str], design: Design, sheet: Sheet) -> Callback:
    """The author's function for runs; the hooks of ops have one of their own, as it is told other things."""
    key = f"run {function.name}"
    if key not in sheet.hooks:
        is_taken = bool(ends_of_tasks(sheet.module, function))
        sheet.hooks[key] = (
            sheet.names.take(f"{function.name}_of_run") if is_taken else function.name
        )
    of_failure = events == {"failure"}
    return Callback(
        function=function,
        name=sheet.hooks[key],
        kind="RunFailureSensorContext" if of_failure else "RunStatusSensorContext",
        spelling=run_spelling(of_failure),
        owner=design.pipeline.id,
        place=place_of(design.pipeline.id),
    )


def _decorator(hook: Hook, design: Design, sheet: Sheet) -> str:
    monitored = f"monitored_jobs=[{design.symbol}]"
    if hook.event == "failure":
        return f"@{sheet.dagster('run_failure_sensor')}({monitored})"
    status = f"run_status={sheet.dagster('DagsterRunStatus')}.SUCCESS"
    return f"@{sheet.dagster('run_status_sensor')}({status}, {monitored})"
