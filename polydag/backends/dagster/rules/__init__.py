"""One rule per operation; importing this package registers them all."""

from __future__ import annotations

from polydag.backends.dagster.rules import (
    acts,
    anchors,
    calls,
    commands,
    decisions,
    latest,
    launch,
    messages,
    verdicts,
    waits,
)

__all__ = [
    "acts",
    "anchors",
    "calls",
    "commands",
    "decisions",
    "latest",
    "launch",
    "messages",
    "verdicts",
    "waits",
]
