"""What becomes of a file: what is told of it and what is written, for each target, in a form in which two can be compared."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from polydag.backends.contract import Emission, Options
from polydag.diagnostics import Diagnostic, Severity
from polydag.engines import parse_target
from polydag.rendering.placeholders import Draft
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import emitted

TARGETS = tuple(map(parse_target, ("airflow@3.3", "dagster", "prefect")))
_LOSSES = (Severity.DROPPED, Severity.LOST, Severity.UNREADABLE)


BROKEN = "broken"


@dataclass(frozen=True)
class Seen:
    """One conversion to one target: `written` is the code before it is formatted, and whatever goes with it."""

    told: tuple[Diagnostic, ...]
    written: object
    draft: Draft | None = None

    @cached_property
    def running(self) -> object:
        """The code that runs: without comments, what errors say, and what is said of a task before it raises."""
        if self.draft is None:
            return None
        try:
            return _plain(self.draft.text), tuple(map(_plain, self.draft.held))
        except SyntaxError:
            return BROKEN

    @property
    def messages(self) -> tuple[str, ...]:
        return tuple(f"{d.code} {d.message}" for d in self.told)

    @property
    def losses(self) -> dict[str, str]:
        """What is dropped, lost or not readable: codes by message."""
        return {d.message: d.code for d in self.told if d.severity in _LOSSES}

    @property
    def costs(self) -> frozenset[str]:
        """What the target's writer tells of what happens in another way, with the same states, values and order."""
        told = (d for d in self.told if d.target and d.severity is Severity.EMULATED)
        return frozenset(d.message for d in told)

    @property
    def kept(self) -> frozenset[str]:
        """What the target's writer leaves out because it says nothing there: its notes."""
        return frozenset(d.message for d in self.told if d.target and d.severity is Severity.NOTE)

    @property
    def mistakes(self) -> list[str]:
        """Mistakes of polydag itself."""
        broken = ["the code does not compile"] if self.running == BROKEN else []
        return broken + [d.message for d in self.told if d.severity is Severity.INTERNAL]

    def is_as(self, other: Seen) -> bool:
        """Whether nobody could tell the two conversions apart."""
        return (self.messages, self.written) == (other.messages, other.written)


def conversions(text: str, path: Path) -> dict[str, Seen]:
    """The conversions of a file with this text to every target, without formatting, which changes no value."""
    path.write_text(text)
    return conversions_of(read_file(SourceFile(path, path.name)))


def conversions_of(reading: Reading) -> dict[str, Seen]:
    found = {}
    for target in TARGETS:
        emission: Emission | None = None
        told: tuple[Diagnostic, ...] = ()
        if reading.writable is not None and reading.writable.pipelines:
            emission, told = emitted(reading, target, Options())
        draft = None if emission is None else emission.draft
        found[target.key] = Seen((*reading.diagnostics, *told), _written(emission), draft)
    return found


def _written(emission: Emission | None) -> object:
    if emission is None:
        return None
    draft = emission.draft
    files = tuple(emission.files.items())
    return draft.text, draft.held, emission.manual, emission.packages, files


def _plain(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_missing(node.body[-1]):
            node.body = node.body[-1:]
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            node.exc.args = []
    return ast.dump(tree)


def _is_missing(last: ast.stmt) -> bool:
    """Whether a task ends in saying that somebody has to write it."""
    return isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last)
