"""The exit code of commands that read pipelines."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.translate import Reading

FAIL_ON = {
    "lost": Severity.LOST,
    "emulated": Severity.EMULATED,
    "dropped": Severity.DROPPED,
    "never": None,
}


def is_finding(diagnostic: Diagnostic, fail_on: str) -> bool:
    """Whether a diagnostic counts under `--fail-on`; a mistake of polydag's own always does."""
    threshold = FAIL_ON[fail_on]
    return diagnostic.severity is Severity.INTERNAL or (
        threshold is not None and diagnostic.severity >= threshold
    )


def exit_code(readings: Iterable[Reading], diagnostics: Iterable[Diagnostic], fail_on: str) -> int:
    """0 clean, 1 findings, 2 where a file that the user named, or every file, could not be read."""
    readings = list(readings)
    unreadable = [reading for reading in readings if reading.status == "unreadable"]
    if any(reading.file.named for reading in unreadable) or (
        unreadable and len(unreadable) == len(readings)
    ):
        return 2
    return int(any(is_finding(diagnostic, fail_on) for diagnostic in diagnostics))
