"""Operators that do nothing."""

from __future__ import annotations

from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.ir.operations import Empty, Operation


@RULES.reads(f"{STANDARD}.empty.EmptyOperator")
def empty_operator(request: Request) -> Operation:
    """EmptyOperator, DummyOperator → Empty."""
    return Empty()
