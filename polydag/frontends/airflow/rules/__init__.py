"""Reading rules: one file per family of operators."""

from __future__ import annotations

from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules import (
    bash,
    empty,
    latest,
    launch,
    notify,
    python,
    sensors,
)  # rules register themselves

__all__ = ["RULES", "Request", "bash", "empty", "latest", "launch", "notify", "python", "sensors"]
