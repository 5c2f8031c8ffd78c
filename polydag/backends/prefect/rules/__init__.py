"""Lowering rules of the Prefect backend: every operation has one, in a file per family."""

from __future__ import annotations

from polydag.backends.prefect.rules import (
    acts,
    anchors,
    functions,
    latest,
    launch,
    messages,
    scripts,
    subprocesses,
    unread,
    waits,
)
from polydag.backends.prefect.rules.registry import RULES

__all__ = [
    "RULES",
    "acts",
    "anchors",
    "functions",
    "latest",
    "launch",
    "messages",
    "scripts",
    "subprocesses",
    "unread",
    "waits",
]
