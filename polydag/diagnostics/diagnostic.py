"""The diagnostic: a frozen value with a stable code, a severity, a place and a sentence."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from polydag.diagnostics.span import Span


class Severity(enum.IntEnum):
    """How much a finding matters, mildest first; the order is what `--fail-on` compares."""

    NOTE = 0
    DROPPED = 1
    EMULATED = 2
    LOST = 3
    UNREADABLE = 4
    INTERNAL = 5

    @property
    def word(self) -> str:
        """The name as it stands in JSON and on the command line."""
        return self.name.lower()


_BREAK = re.compile(r"\s*\n\s*")
_REGISTRY: dict[str, type[Diagnostic]] = {}

# The digit after the engine's letters says the severity, so that a code can be read without a table.
_SEVERITY_OF_DIGIT = {
    "0": Severity.NOTE,
    "1": Severity.DROPPED,
    "2": Severity.EMULATED,
    "3": Severity.LOST,
    "4": Severity.UNREADABLE,
    "9": Severity.INTERNAL,
}


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """One finding about the user's input or about a conversion of it.

    A subclass states its `code` and `text` (a format string over its fields), is decorated with
    `@dataclass(frozen=True, kw_only=True)`, and its docstring is the manual page that
    `polydag explain CODE` prints. `completed_by` is code that would complete what it tells of: a rule.
    """

    code: ClassVar[str] = ""
    severity: ClassVar[Severity]
    text: ClassVar[str] = ""

    span: Span | None = None
    pipeline: str | None = None
    task: str | None = None
    target: str | None = None
    completed_by: str = ""

    def __init_subclass__(cls) -> None:
        code = cls.__dict__.get("code", "")
        if not code:
            return
        if code in _REGISTRY:
            raise ValueError(f"code {code} is taken by {_REGISTRY[code].__name__}")
        cls.severity = _SEVERITY_OF_DIGIT[code[-3]]
        _REGISTRY[code] = cls

    @property
    def message(self) -> str:
        """The sentence for the user, on one line whatever it quotes, without a full stop."""
        return _BREAK.sub(" ", self.text.format(**vars(self)))

    @classmethod
    def manual(cls) -> str:
        """The manual page: the docstring, cleaned."""
        return inspect.getdoc(cls) or ""


def registry() -> Mapping[str, type[Diagnostic]]:
    """All codes whose module has been imported."""
    return MappingProxyType(_REGISTRY)
