"""Lines of a flow while it is written: variables that nobody reads are left out at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.rendering.imports import Import


@dataclass(frozen=True)
class Row:
    """A line of the flow and the variables that it binds."""

    depth: int
    text: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """The body of a flow as indented lines, and what it needs."""

    lines: tuple[str, ...]
    imports: tuple[Import, ...]
    helpers: frozenset[str] = field(default_factory=frozenset)


class Lines:
    """Collects rows, and what they need."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.used: set[str] = set()
        self.imports: dict[Import, None] = {}
        self.helpers: set[str] = set()

    def add(self, depth: int, text: str, *targets: str) -> None:
        """One line; `targets` are bound to its value."""
        self.rows.append(Row(depth, text, targets))

    def need(self, *imports: Import) -> None:
        """Imports of what was written."""
        self.imports.update(dict.fromkeys(imports))

    def written(self) -> Written:
        """All lines, indented for the body of a function."""
        lines = [f"{'    ' * (row.depth + 1)}{self._bound(row)}" for row in self.rows]
        return Written(tuple(lines or ["    pass"]), tuple(self.imports), frozenset(self.helpers))

    def _bound(self, row: Row) -> str:
        if not set(row.targets) & self.used:
            return row.text
        targets = [name if name in self.used else "_" for name in row.targets]
        return f"{', '.join(targets)} = {row.text}"
