"""MIGRATION.md: what a conversion needs outside the code, and what a person must decide."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.translate.writing import Output


def migration_page(outputs: Iterable[Output]) -> str:
    """The page for one target's outputs, or an empty text when there is nothing to say."""
    outputs = list(outputs)
    packages = sorted({package for o in outputs if o.emission for package in o.emission.packages})
    manual = list(dict.fromkeys(line for o in outputs if o.emission for line in o.emission.manual))
    told = [
        d
        for o in outputs
        for d in (*o.reading.diagnostics, *o.diagnostics)
        if d.severity >= Severity.EMULATED
    ]
    sections = [
        _section("Packages to install", [f"`{package}`" for package in packages]),
        _section("To do by hand", manual),
        _section("To look at", [_finding(diagnostic) for diagnostic in dict.fromkeys(told)]),
    ]
    body = "".join(section for section in sections if section)
    return f"# What this conversion needs outside the code\n{body}" if body else ""


def _section(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return f"\n## {title}\n\n" + "".join(f"- {line}\n" for line in lines)


def _finding(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} ({diagnostic.severity.word}) {diagnostic.span}: {diagnostic.message}"
