"""Diagnostics as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from polydag import __version__
from polydag.diagnostics.diagnostic import Diagnostic, Severity

_LEVELS = {Severity.NOTE: "note", Severity.DROPPED: "note", Severity.EMULATED: "warning"}


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """One run with one rule for each code that occurs."""
    found = list(diagnostics)
    kinds = {diagnostic.code: type(diagnostic) for diagnostic in found}
    driver = {
        "name": "polydag",
        "version": __version__,
        "rules": [_rule(kinds[code]) for code in sorted(kinds)],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(d) for d in found],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(kind: type[Diagnostic]) -> dict[str, object]:
    manual = kind.manual()
    return {
        "id": kind.code,
        "name": kind.__name__,
        "shortDescription": {"text": manual.partition("\n")[0]},
        "help": {"text": manual},
        "defaultConfiguration": {"level": _LEVELS.get(kind.severity, "error")},
    }


def _result(diagnostic: Diagnostic) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": _LEVELS.get(diagnostic.severity, "error"),
        "message": {"text": diagnostic.message},
    }
    names = {
        "severity": diagnostic.severity.word,
        "pipeline": diagnostic.pipeline,
        "task": diagnostic.task,
        "target": diagnostic.target,
    }
    result["properties"] = {key: value for key, value in names.items() if value}
    if span := diagnostic.span:
        region = {"startLine": span.line, "startColumn": span.column}
        if span.end_line is not None:
            region["endLine"] = span.end_line
        if span.end_column is not None:
            # SARIF's end is the first column after the region.
            region["endColumn"] = span.end_column + 1
        place = {"artifactLocation": {"uri": span.path.replace("\\", "/")}, "region": region}
        result["locations"] = [{"physicalLocation": place}]
    return result
