"""Reading rules: one file per family of operators."""

from __future__ import annotations

from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules import (
    acts,
    bash,
    bigquery,
    clock,
    dbt,
    elsewhere,
    empty,
    latest,
    launch,
    looks,
    looks_outside,
    notify,
    people,
    python,
    queries,
    sensors,
)  # rules register themselves

__all__ = [
    "RULES",
    "Request",
    "acts",
    "bash",
    "bigquery",
    "clock",
    "dbt",
    "elsewhere",
    "empty",
    "latest",
    "launch",
    "looks",
    "looks_outside",
    "notify",
    "people",
    "python",
    "queries",
    "sensors",
]
