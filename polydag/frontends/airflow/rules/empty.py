"""Operators that do nothing."""

from __future__ import annotations

from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.ir.operations import Empty, Operation


@RULES.reads(f"{STANDARD}.empty.EmptyOperator")
def empty_operator(request: Request) -> Operation:
    """EmptyOperator, DummyOperator → Empty."""
    return Empty()


@RULES.reads(f"{STANDARD}.smooth.SmoothOperator")
def smooth_operator(request: Request) -> Operation:
    """SmoothOperator → Empty: it writes one line about a song to the log."""
    request.native = kept_call(request, request.source)
    return Empty()
