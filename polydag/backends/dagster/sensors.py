"""Callbacks of the whole run: sensors, which the Dagster daemon evaluates after the run has ended."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.bodies import Packing, lower
from polydag.backends.dagster.codes import AttributeLost, IntrinsicLost, RunSensor
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.policies import place_of
from polydag.backends.dagster.sheet import Sheet, lines
from polydag.backends.dagster.spelling import run_spelling
from polydag.backends.settings import stated
from polydag.ir.functions import Function
from polydag.ir.policies import Hook
from polydag.syntax.splice import signature


@dataclass(frozen=True)
class Sensors:
    """Definitions of sensors, and their names."""

    statements: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


def sensors_of(design: Design, sheet: Sheet) -> Sensors:
    """A sensor for each callback of the run; what has no sensor is told."""
    statements, symbols = [], []
    for hook in design.pipeline.hooks:
        function = sheet.module.functions.get(hook.function or "")
        if hook.event not in ("failure", "success") or function is None or function.name in symbols:
            _tell(hook, design, sheet)
            continue
        statements.append(_sensor(hook, function, design, sheet))
        symbols.append(function.name)
    return Sensors(tuple(statements), tuple(symbols))


def _tell(hook: Hook, design: Design, sheet: Sheet) -> None:
    place = place_of(design.pipeline.id)
    reason = "Dagster has no such sensor"
    owner = design.pipeline.id
    sheet.tell(AttributeLost(attribute=stated("hooks", hook), owner=owner, reason=reason, **place))


def _sensor(hook: Hook, function: Function, design: Design, sheet: Sheet) -> str:
    place = place_of(design.pipeline.id)
    sheet.tell(RunSensor(function=function.name, event=hook.event, **place))
    made = lower(function, run_spelling(), Packing())
    for module, name in made.imports:
        sheet.needs(module, name)
    for use in made.unsupported:
        sheet.tell(
            IntrinsicLost(
                what=f"`{use.key}` ({use.kind})", **place_of(design.pipeline.id, function.name)
            )
        )
    kind = "RunFailureSensorContext" if hook.event == "failure" else "RunStatusSensorContext"
    text = signature(made.text, parameters=[f"context: {sheet.dagster(kind)}"])
    return lines([function.comment, _decorator(hook, design, sheet), sheet.holds.hold(text)])


def _decorator(hook: Hook, design: Design, sheet: Sheet) -> str:
    monitored = f"monitored_jobs=[{design.symbol}]"
    if hook.event == "failure":
        return f"@{sheet.dagster('run_failure_sensor')}({monitored})"
    status = f"run_status={sheet.dagster('DagsterRunStatus')}.SUCCESS"
    return f"@{sheet.dagster('run_status_sensor')}({status}, {monitored})"
