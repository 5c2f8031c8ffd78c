"""The operator that starts a run of another DAG."""

from __future__ import annotations

from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.values import seconds
from polydag.ir.operations import Launch, Operation
from polydag.ir.values import Constant
from polydag.syntax.data import Datum, Known, ListData

_POLL = 60.0
# What only Airflow knows of the runs that it starts.
OWN = (
    "allowed_states",
    "fail_when_dag_is_paused",
    "failed_states",
    "note",
    "openlineage_inject_parent_info",
    "reset_dag_run",
    "run_after",
    "skip_when_already_exists",
)


@RULES.reads(f"{STANDARD}.trigger_dagrun.TriggerDagRunOperator")
def trigger_dag_run_operator(request: Request) -> Operation:
    """TriggerDagRunOperator → Launch; `execution_date` is what `logical_date` was called once."""
    given = request.given
    tolerant = _is_tolerant(request)
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
        wait=_flag(request, "wait_for_completion"),
        tolerant=tolerant,
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


def _is_tolerant(request: Request) -> bool:
    """Whether a run that failed is as good as another: `allowed_states` has it and `failed_states` has not."""
    given = request.given
    allowed, failed = _states(given.peek("allowed_states")), _states(given.peek("failed_states"))
    is_tolerant = allowed == {"success", "failed"} and failed == set()
    if is_tolerant or allowed == {"success"}:
        given.take("allowed_states")
    if is_tolerant or failed == {"failed"}:
        given.take("failed_states")
    return is_tolerant


def _states(datum: Datum | None) -> set[str | None] | None:
    """States by their names; None where there is no list."""
    if not isinstance(datum, ListData):
        return None
    return {str(item.value) if isinstance(item, Known) else None for item in datum.items}
