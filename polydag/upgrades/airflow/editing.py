"""Edits one file for another version of Airflow; what need not change stays as its author wrote it."""

from __future__ import annotations

import re

from polydag.backends.airflow.versions.dialect import DIALECTS
from polydag.diagnostics import Collector
from polydag.frontends.airflow.versions import era_of
from polydag.ir.pipeline import Module
from polydag.syntax.module import SourceModule
from polydag.syntax.splice import Replacement
from polydag.upgrades.airflow.arguments import edit_arguments
from polydag.upgrades.airflow.context import edit_context
from polydag.upgrades.airflow.imports import edit_imports
from polydag.upgrades.airflow.schedules import edit_schedules
from polydag.upgrades.airflow.text import Text


def upgraded(
    source: SourceModule, module: Module | None, version: str, collector: Collector
) -> str:
    """The text for a version of Airflow."""
    written_for = module.version if module is not None else era_of(source).version
    if written_for == version:
        return source.text
    dialect = next(one for one in DIALECTS if one.version == version)
    text = Text(source, dialect, collector)
    edit_schedules(text, module)
    edit_arguments(text)
    edit_context(text, module)
    edit_imports(text)
    return _spliced(text)


def _spliced(text: Text) -> str:
    """All edits at once. One may stand inside of another (an argument of a call that is replaced): the inner one is put into the
    outer one's text where that text holds it still."""
    edits = sorted({*text.edits, *_remarks(text)}, key=lambda e: (e[0], e[1]))
    parts: list[str] = []
    at = 0
    for start, stop, new in _outer(edits, text.source.text):
        parts += [text.source.text[at:start], new]
        at = stop
    return "".join([*parts, text.source.text[at:]])


def _outer(edits: list[Replacement], source: str) -> list[Replacement]:
    found: list[Replacement] = []
    for start, stop, new in edits:
        if found and start < found[-1][1] and start < stop:
            before, after, text = found[-1]
            found[-1] = before, max(after, stop), text.replace(source[start:stop], new, 1)
        else:
            found.append((start, stop, new))
    return found


def _remarks(text: Text) -> list[Replacement]:
    """What was told, as comments above the statements."""
    found = []
    for line, remarks in text.remarks.items():
        row = text.source.lines[line - 1]
        indent = re.match(r"[ \t]*", row)
        at = text.source.offset(line, 0)
        margin = indent.group() if indent is not None else ""
        found.append((at, at, "".join(f"{margin}{remark}\n" for remark in remarks)))
    return found
