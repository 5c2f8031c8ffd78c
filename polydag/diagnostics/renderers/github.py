"""Diagnostics as GitHub workflow commands, which show them at the line in a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polydag.diagnostics.diagnostic import Diagnostic, Severity

_LEVELS = {Severity.NOTE: "notice", Severity.DROPPED: "notice", Severity.EMULATED: "warning"}
# The characters that end a message or a property, as GitHub's own toolkit escapes them.
_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _MESSAGE | {":": "%3A", ",": "%2C"}


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """One `::level file=…::message` a line."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    level = _LEVELS.get(diagnostic.severity, "error")
    properties = {"title": diagnostic.code}
    if span := diagnostic.span:
        properties |= {"file": span.path, "line": str(span.line), "col": str(span.column)}
    listed = ",".join(f"{name}={_escape(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{level} {listed}::{_escape(diagnostic.message, _MESSAGE)}"


def _escape(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
