"""What was told of a file while reading it, and an edit of the file does not lose."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.translate.codes import KeptByEdit

# A finding of these speaks of what other engines make of the file. What is unreadable is so for an edit, too, and what one
# version does otherwise than it says (emulated) another may do otherwise again.
_OF_OTHERS = (Severity.DROPPED, Severity.LOST)


def without_kept(told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that hold for an edit as well."""
    return tuple(one for one in told if one.severity not in _OF_OTHERS)


def kept(told: Iterable[Diagnostic], target: str) -> tuple[Diagnostic, ...]:
    """The others, as notes for the version that the file is edited for."""
    return tuple(
        KeptByEdit(
            found=one.code,
            finding=one.message,
            span=one.span,
            pipeline=one.pipeline,
            task=one.task,
            target=target,
        )
        for one in told
        if one.severity in _OF_OTHERS
    )
