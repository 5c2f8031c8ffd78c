"""Where in the user's file something is being built."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import FrameType

from polydag.dsl.building import Building
from polydag.dsl.sources import module_of
from polydag.ir.model import Place
from polydag.syntax.calls import comment_above

OWN = str(Path(__file__).parent)


def place_of(building: Building) -> Place | None:
    """The place that is read, or the line that runs."""
    if building.is_reading:
        return building.place
    frame = _users_frame()
    return None if frame is None else Place(path=frame.f_code.co_filename, line=frame.f_lineno)


def comment_of(building: Building) -> str:
    """The comment lines above the statement that is read, or that runs."""
    if building.is_reading:
        return building.comment
    frame = _users_frame()
    if frame is None:
        return ""
    module = module_of(Path(frame.f_code.co_filename))
    line = frame.f_lineno
    around = [s for s in ast.walk(module.tree) if isinstance(s, ast.stmt) and _covers(s, line)]
    return comment_above(module, max(around, key=lambda s: s.lineno)) if around else ""


def _covers(statement: ast.stmt, line: int) -> bool:
    return statement.lineno <= line <= (statement.end_lineno or statement.lineno)


def calling_file() -> Path | None:
    """The user's file that runs."""
    frame = _users_frame()
    return None if frame is None else Path(frame.f_code.co_filename)


def calling_names(building: Building) -> dict[str, object]:
    """The names of the user's module that runs; none while a file is read."""
    frame = None if building.is_reading else _users_frame()
    return {} if frame is None else frame.f_globals


def _users_frame() -> FrameType | None:
    """The nearest frame outside of the DSL and the standard library's context managers."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(OWN) and Path(file).name != "contextlib.py":
            return frame
        frame = frame.f_back
    return None
