"""Places for author's text in polydag's own text, so that templates and the formatter never alter it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from polydag.rendering.imports import ImportSet
from polydag.rendering.indentation import indent
from polydag.rendering.names import names_used

IMPORTS = "__polydag_imports__"
_MARK = "__polydag_hold_{}__"
_BARE = re.compile(r"^(?P<indent>[ \t]*)__polydag_hold_(?P<number>\d+)__$", re.MULTILINE)
_HELD = re.compile(
    r"^(?P<indent>[ \t]*)(?:"
    r"# __polydag_hold_(?P<comment>\d+)__"
    r"|def __polydag_hold_(?P<definition>\d+)__\(\):\s+pass"
    r"|__polydag_hold_(?P<statement>\d+)__"
    r")$",
    re.MULTILINE,
)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Draft:
    """A module before formatting: polydag's text with marks in it, and the text that each mark stands for."""

    text: str
    held: tuple[str, ...] = ()

    def filled(self, text: str) -> str:
        """`text`, in which every mark is replaced by what it holds, at the mark's indentation.

        A mark that is missing or stands there twice is a ValueError: text of the author would be lost.
        """
        seen: list[int] = []

        def put_in(match: re.Match[str]) -> str:
            number = int(match["comment"] or match["definition"] or match["statement"])
            seen.append(number)
            return indent(self.held[number], match["indent"]) if number < len(self.held) else ""

        result = _HELD.sub(put_in, text)
        if sorted(seen) != list(range(len(self.held))):
            raise ValueError(
                f"{len(self.held)} texts were held, the marks {sorted(seen)} were found"
            )
        return result


class Placeholders:
    """Holds the author's texts of one module and hands out the line that stands for each."""

    def __init__(self) -> None:
        self._held: list[str] = []

    def hold(self, text: str) -> str:
        """The line for the template, alone on its line at any indentation, that stands for these statements.

        The text is at column zero; it may be the inside of a function (`return`, `await`). No text is stood for by no line.
        """
        text = text.strip("\n")
        if not text:
            return ""
        self._held.append(text)
        return _MARK.format(len(self._held) - 1)

    def change(self, edit: Callable[[str], str]) -> None:
        """Have every text edited that is held so far."""
        self._held = [edit(text) for text in self._held]

    def draft(self, text: str, imports: ImportSet) -> Draft:
        """The module of `text` and what it holds; those of `imports` that it uses stand at the line `IMPORTS`."""
        if text.count(IMPORTS) != 1:
            raise ValueError(
                f"the line {IMPORTS} stands {text.count(IMPORTS)} times in a module, not once"
            )
        authored = [_authored(held) for held in self._held]
        marked = _BARE.sub(lambda found: _standing(found, authored), text)
        names = names_used(ast.parse(marked)).union(*(held.names for held in authored))
        block = imports.kept(names).render()
        return Draft(marked.replace(IMPORTS, block), tuple(self._held))


@dataclass(frozen=True)
class _Authored:
    """What is to be known of a held text: the names that it uses, what it consists of."""

    names: frozenset[str]
    empty: bool
    defines: bool


@lru_cache(maxsize=512)
def _authored(text: str) -> _Authored:
    """The same for every target that a text is written for."""
    tree = ast.parse(text)
    ends = (*tree.body[:1], *tree.body[-1:])
    defines = any(isinstance(statement, _DEFINITIONS) for statement in ends)
    return _Authored(names_used(tree), not ends, defines)


def _standing(found: re.Match[str], authored: Sequence[_Authored]) -> str:
    """What the formatter sees in place of a held text.

    Text that begins or ends with a definition is stood for by one: decorators may stand above it, and the formatter puts the
    empty lines around it. Text of comments alone is stood for by a comment.
    """
    indentation, mark = found["indent"], found[0].strip()
    held = authored[int(found["number"])]
    if held.empty:
        return f"{indentation}# {mark}"
    if held.defines:
        return f"{indentation}def {mark}(): pass"
    return f"{indentation}{mark}"
