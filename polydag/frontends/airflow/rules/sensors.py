"""Sensors: tasks that look again and again until something is there."""

from __future__ import annotations

from typing import Literal, TypeAlias

from polydag.frontends.airflow.callables import call_of
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.names import SENSORS
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.values import seconds
from polydag.ir.operations import Operation, Wait
from polydag.ir.values import Value
from polydag.syntax.data import Known

# What a sensor does when nobody says otherwise: a look a minute, for a week.
POKE_INTERVAL, TIMEOUT = 60.0, 604800.0
OnError: TypeAlias = Literal["fail", "skip", "look_again"]


@RULES.reads(f"{SENSORS}.python.PythonSensor")
def python_sensor(request: Request) -> Operation:
    """PythonSensor → Wait."""
    function, arguments = call_of(request, request.given.take("python_callable"))
    return waiting(function, arguments, request.given)


def waiting(function: str, arguments: dict[str, Value], given: Given) -> Wait:
    """The wait for what a function looks for, with what every sensor is given."""
    every, within = seconds(given.take("poke_interval")), seconds(given.take("timeout"))
    growing = given.take_flag("exponential_backoff", False)
    return Wait(
        function=function,
        arguments=arguments,
        every=POKE_INTERVAL if every is None else every,
        within=TIMEOUT if within is None else within,
        growing=growing,
        at_most=seconds(given.take("max_wait")),
        on_timeout="skip" if given.take_flag("soft_fail", False) else "fail",
        on_error=_on_error(given),
        frees_worker=_frees_worker(given),
    )


def _on_error(given: Given) -> OnError:
    """What a look that raises means: Airflow asks for `silent_fail` first."""
    silent, never = given.take_flag("silent_fail", False), given.take_flag("never_fail", False)
    return "look_again" if silent else "skip" if never else "fail"


def _frees_worker(given: Given) -> bool:
    """Whether it is rescheduled or deferred between two looks; what only the run knows stays an argument that nobody read."""
    deferred = given.peek("deferrable")
    if isinstance(deferred, Known) and isinstance(deferred.value, bool):
        given.take("deferrable")
        if deferred.value:
            given.take("mode")
            return True
    mode = given.peek("mode")
    if not isinstance(mode, Known):
        return False
    given.take("mode")
    return mode.value == "reschedule"
