"""Reading rules: one file per family of operators."""

from __future__ import annotations

from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules import (  # rules register themselves
    bash,
    empty,
    notify,
    python,
    sensors,
)

__all__ = ["RULES", "Request", "bash", "empty", "notify", "python", "sensors"]
