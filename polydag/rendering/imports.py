"""The imports of one emitted module: collected, renamed where names collide, pruned, sorted as ruff sorts them."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

Section = Literal["future", "stdlib", "third", "first", "local"]
_SECTIONS: tuple[Section, ...] = ("future", "stdlib", "third", "first", "local")


@dataclass(frozen=True)
class Import:
    """One imported thing: `import module [as alias]` (name None) or `from module import name [as alias]`.

    `comment` is the author's comment at the end of the line, with its `#`; such a line is never merged with others.
    """

    module: str
    name: str | None = None
    alias: str | None = None
    comment: str = ""

    @property
    def local(self) -> str:
        """The name that it binds in the module; `*` binds nothing that can be named."""
        return self.alias or self.name or self.module.partition(".")[0]


# What to call an imported thing whose own name is taken.
Rename = Callable[[Import, Set[str]], str]


def renamed(item: Import, taken: Set[str]) -> str:
    """`from dagster import op` → `dagster_op`, then `dagster_op_2`, … until it is free."""
    base = "_".join(part for part in (item.module.strip(".").rpartition(".")[2], item.name) if part)
    candidates = (base if n == 1 else f"{base}_{n}" for n in range(1, len(taken) + 3))
    return next(name for name in candidates if name not in taken)


class ImportSet:
    """Collects imports and hands out the name under which each is known in the module.

    `taken` are names that the module binds itself (the author's functions and constants): an import never shadows
    one of these. `first_party` are the top-level packages of the project that is written.
    """

    def __init__(
        self,
        *,
        taken: Iterable[str] = (),
        first_party: Iterable[str] = (),
        rename: Rename = renamed,
    ) -> None:
        self._taken = frozenset(taken)
        self._first_party = frozenset(first_party)
        self._rename = rename
        self._items: dict[Import, None] = {}

    def add(self, module: str, name: str, alias: str | None = None) -> str:
        """`from module import name [as alias]`; returns the local name, another one where that is taken."""
        return self._bind(Import(module, name, alias if alias != name else None))

    def add_module(self, module: str, alias: str | None = None) -> str:
        """`import module [as alias]`; returns the expression that names the module."""
        local = self._bind(Import(module, None, alias))
        plain = alias is None and local == module.partition(".")[0]
        return module if plain else local

    def add_text(self, text: str) -> None:
        """Import statements as the author wrote them, under the author's names; ValueError for anything else.

        The author's come before any other: a name that already stands for something else is a ValueError.
        """
        for statement in ast.parse(text).body:
            for item in read_imports(statement, text):
                self._refuse_taken(item)
                self._items.setdefault(item)

    def merge(self, items: Iterable[Import]) -> None:
        """Imports that something else already names by their local name (those of an expression)."""
        for item in items:
            self._items.setdefault(item)

    def spelt(self, text: str, items: Iterable[Import]) -> str:
        """The text of an expression, its imports added: one whose name stands for something else gets another name in the text.

        Only calls are renamed, which is what expressions of our own are made of.
        """
        for item in items:
            local = self._bind(item)
            if local != item.local:
                text = re.sub(rf"(?<![\w.]){re.escape(item.local)}(?=\()", local, text)
        return text

    def without(self, item: Import) -> ImportSet:
        """All but one."""
        left = ImportSet(taken=self._taken, first_party=self._first_party, rename=self._rename)
        left.merge(known for known in self._items if known != item)
        return left

    def kept(self, used: Set[str]) -> ImportSet:
        """Only what binds a name in `used`; star imports and `__future__` have no name and always stay."""
        pruned = ImportSet(taken=self._taken, first_party=self._first_party, rename=self._rename)
        pruned.merge(
            i for i in self._items if i.local in used or i.local == "*" or i.module == "__future__"
        )
        return pruned

    @property
    def items(self) -> tuple[Import, ...]:
        """What was added, in order, each once."""
        return tuple(self._items)

    def render(self) -> str:
        """The import block, sections divided by an empty line, without one at its end."""
        ordered = sorted(self._items, key=lambda item: _SECTIONS.index(self._section(item)))
        blocks = [_block(list(items)) for _, items in groupby(ordered, key=self._section)]
        return "\n\n".join(blocks)

    def _bind(self, item: Import) -> str:
        for known in self._items:
            if (known.module, known.name) == (item.module, item.name) and not (
                item.alias and known.alias != item.alias
            ):
                return known.local
        taken = self._taken | {known.local for known in self._items if not _same_root(known, item)}
        if item.local in taken:
            item = replace(item, alias=self._rename(item, taken))
        self._items.setdefault(item)
        return item.local

    def _refuse_taken(self, item: Import) -> None:
        for known in self._items:
            other = (known.module, known.name) != (item.module, item.name)
            if other and known.local == item.local != "*" and not _same_root(known, item):
                raise ValueError(f"`{item.local}` is both {known.module} and {item.module}")

    def _section(self, item: Import) -> Section:
        root = item.module.partition(".")[0]
        if item.module.startswith("."):
            return "local"
        if root == "__future__":
            return "future"
        if root in self._first_party:
            return "first"
        return "stdlib" if root in sys.stdlib_module_names else "third"


def read_imports(statement: ast.stmt, text: str) -> list[Import]:
    """What an import statement of `text` imports; ValueError for any other statement."""
    comment = _trailing_comment(statement, text)
    match statement:
        case ast.Import(names=names):
            return [Import(n.name, None, n.asname, comment) for n in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            source = "." * level + (module or "")
            return [Import(source, n.name, n.asname, comment) for n in names]
        case _:
            raise ValueError(f"no import statement: {ast.get_source_segment(text, statement)}")


def _trailing_comment(statement: ast.stmt, text: str) -> str:
    last = text.split("\n")[(statement.end_lineno or statement.lineno) - 1]
    rest = last.encode()[statement.end_col_offset or 0 :].decode().strip()
    return rest if rest.startswith("#") else ""


def _same_root(known: Import, item: Import) -> bool:
    """`import os.path` and `import os` bind the same name to the same module."""
    plain = known.name is None and item.name is None and not known.alias and not item.alias
    return plain and known.local == item.local


def _block(items: list[Import]) -> str:
    plain = sorted((i for i in items if i.name is None), key=_module_key)
    members = sorted((i for i in items if i.name is not None), key=_statement_key)
    statements = [
        sorted(group, key=_member_key) for _, group in groupby(members, key=_statement_key)
    ]
    # As isort does it: statements of one module stand in the order of the first name that each imports.
    statements.sort(key=lambda group: (_module_key(group[0]), _member_key(group[0])))
    lines = [_comment(f"import {i.module}{_as(i)}", i.comment) for i in plain]
    return "\n".join(lines + [_from(group) for group in statements])


def _from(items: list[Import]) -> str:
    names = ", ".join(f"{i.name}{_as(i)}" for i in items)
    return _comment(f"from {items[0].module} import {names}", items[0].comment)


def _comment(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _as(item: Import) -> str:
    return f" as {item.alias}" if item.alias else ""


def _statement_key(item: Import) -> tuple[str, str]:
    """Plain members of a module share a statement; an alias or a comment makes one of its own."""
    alone = f"{item.name} {item.alias}" if item.alias or item.comment else ""
    return item.module, alone


def _module_key(item: Import) -> tuple[int, _Natural, _Natural, str]:
    """Relative imports: the furthest first; else by name, without regard to case."""
    dots = len(item.module) - len(item.module.lstrip("."))
    alias = item.alias or "" if item.name is None else ""
    return -dots, _natural(item.module.lower()), _natural(item.module), alias


def _member_key(item: Import) -> tuple[int, _Natural, _Natural, str]:
    name = item.name or ""
    return _kind(name), _natural(name.lower()), _natural(name), item.alias or ""


def _kind(name: str) -> int:
    """Constants, then classes, then the rest."""
    if len(name.encode()) > 1 and name.upper() == name and name.lower() != name:
        return 0
    return 1 if name[:1].isupper() else 2


_Natural = tuple[tuple[int, int], ...]


def _natural(text: str) -> _Natural:
    """`a10` after `a9`: digits compare as one number, and as digits with everything else."""
    parts = re.findall(r"[0-9]+|[^0-9]", text)
    return tuple(
        (ord("0"), int(part)) if part[0] in "0123456789" else (ord(part), 0) for part in parts
    )
