"""A file that is being edited: what its names stand for, and the edits that were made so far."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from functools import cached_property

from polydag.backends.airflow.versions.dialect import Dialect
from polydag.diagnostics import Collector, Diagnostic
from polydag.syntax.imports import bindings
from polydag.syntax.module import SourceModule
from polydag.syntax.splice import Replacement

ImportStatement = ast.Import | ast.ImportFrom


@dataclass
class Text:
    """One file on its way to a version; `wanted` are imports that edits need, as module and name."""

    source: SourceModule
    dialect: Dialect
    collector: Collector
    edits: list[Replacement] = field(default_factory=list)
    wanted: dict[tuple[str, str], None] = field(default_factory=dict)
    remarks: dict[int, list[str]] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the file."""
        return tuple(ast.walk(self.source.tree))

    @cached_property
    def names(self) -> dict[str, str]:
        """What every imported name stands for, wherever in the file it is imported."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ImportStatement):
                found.update(bindings(node, self.source.package))
        return found

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that something else than an import binds."""
        found = {
            node.id for node in self.nodes if isinstance(node, ast.Name) and not _is_read(node)
        }
        found |= {node.arg for node in self.nodes if isinstance(node, ast.arg)}
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        return frozenset(found | {node.name for node in self.nodes if isinstance(node, kinds)})

    def qualified(self, node: ast.AST) -> str:
        """What a dotted name stands for; empty for anything else."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, "")
        if isinstance(node, ast.Attribute):
            base = self.qualified(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""

    def put(self, node: ast.AST, text: str) -> None:
        """Put a text in place of a node."""
        self.edits.append((*self.source.range(node), text))

    def want(self, module: str, name: str) -> str:
        """The local name of something of the newest version's module, imported if it is not yet."""
        place = self.dialect.place(module, name)
        for local, qualified in self.names.items():
            if qualified == ".".join(place):
                return local
        self.wanted.setdefault(place)
        return place[1]

    def tell(self, diagnostic: Diagnostic, node: ast.AST) -> None:
        """Tell something about a place; what is more than a note also stands as a comment above it."""
        told = replace(diagnostic, span=self.source.span(node), target=self.dialect.key)
        self.collector.tell(told)
        if told.severity >= 1:
            line = f"# polydag {told.code}: {told.message}"
            lines = self.remarks.setdefault(self._row(node), [])
            if line not in lines:
                lines.append(line)

    def _row(self, node: ast.AST) -> int:
        """The first row of the innermost statement that a node stands in."""
        line = int(getattr(node, "lineno", 1))
        rows = [
            min([inner.lineno, *(d.lineno for d in getattr(inner, "decorator_list", []))])
            for inner in self.nodes
            if isinstance(inner, ast.stmt)
            and inner.lineno <= line <= (inner.end_lineno or inner.lineno)
        ]
        return max((row for row in rows if row <= line), default=line)


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)
