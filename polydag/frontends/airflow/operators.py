"""Calls of operator classes become tasks of their pipeline."""

from __future__ import annotations

from polydag.frontends.airflow.acts import ASKING
from polydag.frontends.airflow.codes import NowhereImport, OperatorUnknown
from polydag.frontends.airflow.drafts import TaskDraft
from polydag.frontends.airflow.id_templates import id_text
from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.names import BASH, NOWHERE, canonical
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import OperatorRule, Request
from polydag.frontends.airflow.rules import RULES
from polydag.frontends.airflow.sketch import rule_for
from polydag.ir.operations import Opaque, Operation
from polydag.ir.tasks import Mapping, Placement
from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum

# Operators that are what their arguments say, without a function that takes them.
_BY_ARGUMENTS = frozenset(name for asking in ASKING for name in asking.names) | {BASH}


def make_operator(
    reading: Reading,
    site: CallSite,
    qualified: str,
    mapping: Mapping | None = None,
    rule: OperatorRule | None = None,
) -> Datum | None:
    """A task for the call of an operator class, read by its rule or the one given; None where it stands outside any DAG."""
    given, pipeline = reading.given_for(site, qualified.rpartition(".")[2])
    if pipeline is None:
        return None
    group, prefix = reading.place_of(site, pipeline)
    own, text = reading.id_of(given.take("task_id", 0), site, "task")
    id = f"{prefix}{own}"
    request = Request(reading, pipeline, site, given, id, canonical(qualified))
    request.mapped = frozenset(mapping.over if mapping is not None else ())
    draft = TaskDraft(
        id=id,
        source=qualified,
        site=site,
        given=given,
        operation=_operation(request, qualified, rule),
        group=group,
        mapping=mapping,
        function=request.function,
        callable=request.callable,
        origin=Placement(address=id, function=request.function, mapped=mapping is not None),
        native=request.native,
        outputs=request.outputs,
        returned=request.returned,
        own=request.own,
        called=request.called,
        extras=request.extras,
        id_text=id_text(own, text, prefix),
    )
    return reading.add(draft, pipeline)


def _operation(request: Request, qualified: str, own: OperatorRule | None) -> Operation:
    rule = own or RULES.get(request.source)
    if qualified in NOWHERE:
        told = NowhereImport(
            path=qualified, meant=request.source, task=request.task, span=request.site.span
        )
        request.reading.tell(told)
    # Dicts of arguments, which only the run knows, cannot be told apart while reading.
    unknown = "**" in request.mapped and request.source in _BY_ARGUMENTS
    operation = None if rule is None or unknown else rule(request)
    return opaque(request, qualified) if operation is None else operation


def opaque(request: Request, qualified: str, is_told: bool = False) -> Opaque:
    """A call that no rule reads, word for word, with its arguments."""
    kept = kept_call(request, qualified)
    if not is_told:
        told = OperatorUnknown(
            operator=qualified,
            task=request.task,
            span=request.site.span,
            completed_by=rule_for(qualified, kept.arguments),
        )
        request.reading.tell(told)
    for name in kept.arguments:
        request.given.arguments.taken.add(name)
    return kept
