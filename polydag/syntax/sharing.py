"""What of a project's modules other modules can still import where an engine is not installed."""

from __future__ import annotations

import ast
from collections.abc import Callable

from polydag.syntax.module import SourceModule
from polydag.syntax.positions import lines_of
from polydag.syntax.prelude import Segment, engine_free, segments, split_import
from polydag.syntax.project import Project


class Sharing:
    """The engine-free parts of a project's modules; `owns` says which qualified names are the engine's."""

    def __init__(self, project: Project, owns: Callable[[str], bool]) -> None:
        self.project = project
        self.owns = owns
        self._free: dict[SourceModule, tuple[Segment, ...]] = {}

    def owned(self, qualified: str) -> bool:
        """Whether a name is the engine's, or one of a module of the project that is only there with the engine."""
        if self.owns(qualified):
            return True
        dotted, _, name = qualified.rpartition(".")
        module = self.project.module(dotted) if dotted else None
        if module is None or name not in module.blocks.defined:
            return False
        return not any(name in segment.defines for segment in self.free(module))

    def free(self, module: SourceModule) -> tuple[Segment, ...]:
        """The statements that neither import nor read what is the engine's."""
        if module not in self._free:
            # Modules that import each other: what is being looked at counts as there.
            self._free[module] = segments(module)
            self._free[module] = tuple(engine_free(segments(module), self.owned))
        return self._free[module]

    def text(self, module: SourceModule) -> str:
        """The engine-free part as a module of its own; empty where nothing is left."""
        kept = self.free(module)
        gone = {name for s in segments(module) if s not in kept for name in s.reads}
        read = {name for segment in kept for name in segment.reads}
        rows = list(_head(module))
        blank, statements = 0, 0
        for segment in segments(module):
            text = self._piece(segment, gone - read) if segment in kept else None
            blank = max(blank, segment.blank_lines)
            if text is not None:
                rows += [*[""] * blank, text]
                blank, statements = 0, statements + (not segment.is_import)
        return "\n".join(rows).strip("\n") + "\n" if statements else ""

    def _piece(self, segment: Segment, gone: set[str]) -> str | None:
        """A statement; of an import what only statements that are gone read goes, too."""
        if segment.is_import and gone.issuperset(segment.defines):
            return None
        return split_import(segment, self.owned)


def _head(module: SourceModule) -> list[str]:
    """The rows before the first statement: comments, the docstring, `__future__` imports."""
    stop = 0
    for statement in module.tree.body:
        is_doc = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not is_doc and not is_future:
            break
        stop = statement.end_lineno or statement.lineno
    return lines_of(module.text).rows[:stop]
