"""The operator that starts a run of another DAG."""

from __future__ import annotations

from typing import Literal, get_args

from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.values import seconds
from polydag.ir.operations import Launch, Operation, RunState
from polydag.ir.values import Constant
from polydag.syntax.data import Known, ListData, TupleData

_POLL = 60.0
_DEFAULT = Launch(pipeline=Constant(value=""))
_STATES: dict[str, RunState] = {state: state for state in get_args(RunState)}
# What only Airflow knows of the runs that it starts.
OWN = (
    "fail_when_dag_is_paused",
    "note",
    "openlineage_inject_parent_info",
    "run_after",
)


@RULES.reads(f"{STANDARD}.trigger_dagrun.TriggerDagRunOperator")
def trigger_dag_run_operator(request: Request) -> Operation:
    """TriggerDagRunOperator → Launch; `execution_date` is what `logical_date` was called once."""
    given = request.given
    accepts, refuses = _states(request, "allowed_states"), _states(request, "failed_states")
    for name in (*OWN, "deferrable"):
        stated = given.take(name)
        if stated is not None:
            request.extras[name] = request.value(stated)
    poll = seconds(given.take("poke_interval"))
    request.outputs = ()
    return Launch(
        pipeline=request.take_value("trigger_dag_id") or Constant(value=""),
        conf=request.take_value("conf"),
        run_id=request.take_value("trigger_run_id"),
        date=request.take_value("logical_date") or request.take_value("execution_date"),
        known=_known(request),
        wait=_flag(request, "wait_for_completion"),
        accepts=accepts or _DEFAULT.accepts,
        refuses=_DEFAULT.refuses if refuses is None else refuses,
        poll=_POLL if poll is None else poll,
    )


def _flag(request: Request, name: str) -> bool:
    """A flag that is known; one that is only known in a run stays Airflow's own."""
    datum = request.given.take(name)
    if isinstance(datum, Known) and isinstance(datum.value, bool):
        return datum.value
    if datum is not None:
        request.extras[name] = request.value(datum)
    return False


def _known(request: Request) -> Literal["fail", "anew", "skip"]:
    """What becomes of the task where the run is there already; Airflow asks for `reset_dag_run` first."""
    anew, skip = _flag(request, "reset_dag_run"), _flag(request, "skip_when_already_exists")
    return "anew" if anew else "skip" if skip else "fail"


def _states(request: Request, name: str) -> tuple[RunState, ...] | None:
    """The states of a list by their names; None where there is none, or one that only Airflow can work out."""
    datum = request.given.take(name)
    items = [*datum.items] if isinstance(datum, ListData | TupleData) else None
    found = [
        _STATES.get(str(item.value)) if isinstance(item, Known) else None for item in items or ()
    ]
    states = tuple(state for state in found if state is not None)
    if datum is None or (items is not None and len(states) == len(items)):
        return None if items is None else states
    if not (isinstance(datum, Known) and datum.value is None):
        request.extras[name] = request.value(datum)
    return None
