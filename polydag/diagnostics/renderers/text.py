"""A diagnostic as one line, as compilers print it."""

from __future__ import annotations

from polydag.diagnostics.diagnostic import Diagnostic


def line(diagnostic: Diagnostic) -> str:
    """`dags/etl.py:40:5: AFR112 dropped: message [dagster-1.13]`, always one line."""
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    target = f" [{diagnostic.target}]" if diagnostic.target else ""
    message = " ".join(diagnostic.message.split())
    return f"{place}{diagnostic.code} {diagnostic.severity.word}: {message}{target}"
