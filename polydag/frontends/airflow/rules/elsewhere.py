"""Operators that have to do with tasks of other DAGs."""

from __future__ import annotations

from polydag.frontends.airflow.awaited import GROUP, NAMES, STATES, WORKED_OUT, awaited, looking
from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.names import SENSORS
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.codes import ClearingDropped, OtherAwaited
from polydag.frontends.airflow.rules.sensors import waiting
from polydag.frontends.airflow.values import texts
from polydag.ir.model import Symbolic
from polydag.ir.operations import Empty, Opaque, Operation

# Only Airflow can say whether a DAG exists before it has run.
_OWN = ("check_existence",)


@RULES.reads(f"{SENSORS}.external_task.ExternalTaskSensor")
def external_task_sensor(request: Request) -> Operation:
    """ExternalTaskSensor → Wait for the end of another pipeline's run; Opaque where reading does not tell for which."""
    given = request.given
    found = None if request.mapped else awaited(given, request.reading.pipelines)
    if found is None:
        return _kept(request)
    soft = known_of(given.peek("soft_fail")) is True
    request.native = kept_call(request, request.source)
    request.function = request.reading.functions.make(looking(found, soft, request.site.place))
    for name in _OWN:
        stated = given.take(name)
        if stated is not None:
            request.extras[name] = request.value(stated)
    old = known_of(given.take("poll_interval"))
    operation = waiting(request.function, {}, given)
    for name in (*NAMES, GROUP, *STATES, *WORKED_OUT):
        given.take(name)
    # What `poke_interval` was called once.
    every = {"every": float(old)} if isinstance(old, int | float) else {}
    return operation.model_copy(update=every)


def _kept(request: Request) -> Opaque:
    told = OtherAwaited(awaited=_named(request), task=request.task, span=request.site.span)
    request.reading.tell(told)
    kept = kept_call(request, request.source)
    request.given.arguments.taken.update(kept.arguments)
    return kept


@RULES.reads(f"{SENSORS}.external_task.ExternalTaskMarker")
def external_task_marker(request: Request) -> Operation:
    """ExternalTaskMarker → Empty: a run passes it; it is there for clearing."""
    told = ClearingDropped(marked=_named(request), task=request.task, span=request.site.span)
    request.reading.tell(told)
    request.native = kept_call(request, request.source)
    request.given.arguments.taken.update(request.native.arguments)
    return Empty()


def _named(request: Request) -> str:
    """What it names of the other DAG, as it is written."""
    given = request.given
    one = texts(given.peek("external_task_id")) or texts(given.peek("external_task_ids"))
    group = texts(given.peek("external_task_group_id"))
    dag = texts(given.peek("external_dag_id"))
    parts = [*dag, *(one or group)]
    return ".".join(part.text if isinstance(part, Symbolic) else part for part in parts)
