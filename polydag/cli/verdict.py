"""The exit code of commands that read pipelines."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.translate import FileResult, Reading

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


def exit_code(
    results: Iterable[FileResult | Reading], diagnostics: Iterable[Diagnostic], fail_on: str
) -> int:
    """0 clean, 1 findings, 2 where a file that the user named, or every file, could not be read."""
    results = list(results)
    unreadable = [result for result in results if result.status == "unreadable"]
    if any(result.file.named for result in unreadable) or (
        unreadable and len(unreadable) == len(results)
    ):
        return 2
    return int(any(is_finding(diagnostic, fail_on) for diagnostic in diagnostics))
