"""Statements of modules that ask Airflow for nothing but variables and the context: every target has words for those."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from polydag.frontends.airflow.handed import (
    CURRENT,
    VARIABLE,
    Askers,
    Helper,
    asking_imports,
    handed,
    is_current,
)
from polydag.frontends.airflow.names import canonical
from polydag.ir.pipeline import Prelude
from polydag.syntax.imports import bindings
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import Segment, engine_free, needed, segments
from polydag.syntax.sharing import Sharing


class Carrying:
    """What of a project's modules can come along to where Airflow is not."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing
        self.askers = Askers(sharing.project)
        self._statements: dict[SourceModule, tuple[Segment, ...]] = {}

    def pieces(
        self, module: SourceModule, names: Iterable[str], lifted: frozenset[str] = frozenset()
    ) -> list[Prelude]:
        """What the names need of a module, but for what binds those that are `lifted` from it."""
        candidates = [s for s in self.statements(module) if not lifted.intersection(s.defines)]
        found = needed(candidates, names, self.sharing.owned)
        by_place = {module.place(segment.node): segment for segment in candidates}
        return [self._handed(p, by_place[p.span]) if p.span else p for p in found]

    def borrowed(
        self, module: SourceModule, names: Iterable[str]
    ) -> Iterator[tuple[SourceModule, str]]:
        """Names of other modules that cannot be imported from there without Airflow, and can come along; with the module."""
        for name in sorted(names):
            qualified = module.names.get(name, "")
            dotted, _, wanted = qualified.rpartition(".")
            home = self.sharing.project.module(dotted) if dotted else None
            if home is not None and wanted == name and self.sharing.owned(qualified):
                own = module.blocks.defined - {name}
                bound = {n for piece in self.pieces(home, [name]) for n in piece.defines}
                if name in bound and not own & bound:
                    yield home, name

    def statements(self, module: SourceModule) -> tuple[Segment, ...]:
        """The engine-free statements of a module, and those that only look something up, in source order."""
        if module not in self._statements:
            # Modules that import each other: what is being looked at counts as there.
            self._statements[module] = segments(module)
            self._statements[module] = tuple(self._carried(module))
        return self._statements[module]

    def _owned(self, qualified: str) -> bool:
        """Whether a name is there with Airflow only, and cannot come along."""
        if canonical(qualified) in (VARIABLE, CURRENT):
            return False
        if self.sharing.owns(qualified):
            return True
        dotted, _, name = qualified.rpartition(".")
        home = self.sharing.project.module(dotted) if dotted else None
        if home is None or name not in home.blocks.defined:
            return False
        return not any(name in segment.defines for segment in self.statements(home))

    def _carried(self, module: SourceModule) -> list[Segment]:
        free = {id(segment) for segment in self.sharing.free(module)}
        asking = engine_free(segments(module), self._owned)
        found = [s for s in asking if id(s) in free or self._only_looks_up(s)]
        words = {n for n, q in module.names.items() if canonical(q) in (VARIABLE, CURRENT)}
        while True:
            lost = {name for s in segments(module) if s not in found for name in s.defines}
            lost -= {name for s in found for name in s.defines} | words
            kept = [s for s in found if id(s) in free or not lost.intersection(s.reads)]
            if len(kept) == len(found):
                return kept
            found = kept

    def _only_looks_up(self, segment: Segment) -> bool:
        """Whether a statement binds names, and asks for nothing but `Variable.get` and, in a function, the context."""
        node = segment.node
        if segment.is_import:
            return True
        if not isinstance(node, ast.Assign | ast.AnnAssign | Helper):
            return False
        names = dict(segment.module.names)
        for inner in asking_imports(node, segment.module) if isinstance(node, Helper) else ():
            names |= bindings(inner, segment.module.package)
        calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
        asked = {
            id(call.func.value)
            for call in calls
            if isinstance(call.func, ast.Attribute) and call.func.attr == "get"
        }
        current = {id(call.func) for call in calls if is_current(call, names)}
        is_asker = isinstance(node, Helper) and node.name in self.askers.of(segment.module)
        for name in (n for n in ast.walk(node) if isinstance(n, ast.Name)):
            meaning = canonical(names.get(name.id, ""))
            if meaning == VARIABLE and (id(name) not in asked or name.id != "Variable"):
                return False
            if meaning == CURRENT and not (is_asker and id(name) in current):
                return False
        return True

    def _handed(self, piece: Prelude, segment: Segment) -> Prelude:
        """The piece, with what it is where nobody can be asked for the context."""
        if not isinstance(segment.node, Helper):
            return piece
        text = handed(piece.text, segment.module, self.askers.of(segment.module))
        return piece if text == piece.text else piece.model_copy(update={"handed": text})
