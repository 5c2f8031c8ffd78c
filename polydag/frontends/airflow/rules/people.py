"""Operators that ask a person, which only Airflow waits for."""

from __future__ import annotations

from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.codes import PersonAsked
from polydag.ir.operations import Operation

_NAMES = ("HITLOperator", "HITLBranchOperator", "HITLEntryOperator", "ApprovalOperator")


@RULES.reads(*(f"{STANDARD}.hitl.{name}" for name in _NAMES))
def person_operator(request: Request) -> Operation:
    """HITLOperator and its kinds → Opaque, told as what it is."""
    operator = request.source.rpartition(".")[2]
    told = PersonAsked(operator=operator, task=request.task, span=request.site.span)
    request.reading.tell(told)
    kept = kept_call(request, request.source)
    request.given.arguments.taken.update(kept.arguments)
    return kept
