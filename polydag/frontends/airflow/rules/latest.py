"""The operator that lets only the latest run of a schedule go on."""

from __future__ import annotations

from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.ir.operations import Latest, Operation


@RULES.reads(f"{STANDARD}.latest_only.LatestOnlyOperator")
def latest_only_operator(request: Request) -> Operation:
    """LatestOnlyOperator → Latest."""
    return Latest()
