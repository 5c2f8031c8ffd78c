"""What is told to the user: severities, places and diagnostics with stable codes."""

from __future__ import annotations

from polydag.diagnostics.collector import Collector
from polydag.diagnostics.diagnostic import Diagnostic, Severity, registry
from polydag.diagnostics.span import Span

__all__ = ["Collector", "Diagnostic", "Severity", "Span", "registry"]
