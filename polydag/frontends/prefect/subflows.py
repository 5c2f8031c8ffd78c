"""Flows that flows call: their tasks become a group of the caller's, ordered as a whole."""

from __future__ import annotations

from polydag.frontends.prefect.codes import CallerPolicyDropped, NotRead
from polydag.frontends.prefect.drafts import Draft, TryDraft
from polydag.frontends.prefect.flow import FlowReading
from polydag.frontends.prefect.handles import FlowHandle, Output
from polydag.frontends.prefect.listener import Listener
from polydag.ir.check import span_of
from polydag.ir.tasks import Group
from polydag.syntax.calls import CallSite
from polydag.syntax.data import NONE, Datum
from polydag.syntax.flow import RaisedError, Returned

_POLICIES = (
    "retries",
    "retry_delay_seconds",
    "timeout_seconds",
    "on_failure",
    "on_completion",
    "on_running",
)


def read_subflow(caller: FlowReading, flow: FlowHandle, site: CallSite) -> Datum:
    """Read the body of a called flow as a group; gives what it returns."""
    for option in _POLICIES:
        if option in flow.options.data:
            told = CallerPolicyDropped(
                option=option, flow=flow.name, pipeline=caller.flow.name, span=site.span
            )
            caller.tell(told)
    group = (*caller.here.group, caller.subflow_name(flow, site.loops))
    place = site.place
    lifted = caller.library.doc_of(flow)
    caller.groups[group] = Group(path=group, doc=lifted, subpipeline=flow.name, span=place)
    count, start = len(caller.drafts), list(caller.frontier)
    scope = site.evaluator.enter_scope(flow.function, site.arguments)
    with caller.inside(group, (*caller.here.address, flow.address), len(site.loops)):
        try:
            signal = site.evaluator.run_in(
                flow.function, scope, Listener(caller.library.control, caller, site.evaluator)
            )
        except RaisedError as error:
            caller.tell(NotRead(flow=flow.name, reason=f"it raises {error}", span=span_of(place)))
            signal = None
    _close(caller, caller.drafts[count:], start)
    result = signal.datum if isinstance(signal, Returned) else NONE
    if isinstance(result, Output):
        caller.made[id(site.node)] = result
    return result


def _close(caller: FlowReading, inside: list[Draft], start: list[Draft | TryDraft]) -> None:
    """The caller goes on when the whole of the called flow has succeeded."""
    above = {id(up) for draft in inside for up in draft.upstream}
    ends = [draft for draft in inside if id(draft) not in above and draft.fatal]
    for draft in ends:
        if draft not in caller.frontier:
            caller.pass_by(draft)
    if not caller.frontier:
        caller.frontier = start
