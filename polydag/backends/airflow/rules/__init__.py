"""One file per family of operations: what each becomes in Airflow."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES
from polydag.backends.airflow.rules import (
    acts,
    call,
    check,
    choose,
    commands,
    empty,
    latest,
    launch,
    notify,
    opaque,
    wait,
)

__all__ = [
    "RULES",
    "acts",
    "call",
    "check",
    "choose",
    "commands",
    "empty",
    "latest",
    "launch",
    "notify",
    "opaque",
    "wait",
]
