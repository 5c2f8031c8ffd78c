"""A module that imports `datetime` as a whole has no room for the class of that name, which dates of a run are."""

from __future__ import annotations

import re

from polydag.rendering.imports import Import, ImportSet
from polydag.syntax.splice import header

_CLASS = Import("datetime", "datetime")
_MODULE = Import("datetime")
# As polydag writes it: in annotations, and where a text becomes a date.
_WRITTEN = re.compile(r"(?<=: )datetime(?= \||,|\)|$)|(?<![\w.])datetime(?=\.fromisoformat\()")


def clashes(imports: ImportSet) -> bool:
    """Whether the class would take the module's name."""
    return {_CLASS, _MODULE} <= {*imports.items}


def without_class(imports: ImportSet) -> ImportSet:
    """The imports without the class."""
    return imports.without(_CLASS)


def through_module(text: str) -> str:
    """Polydag's own text, in which the class is the module's member."""
    return _WRITTEN.sub("datetime.datetime", text)


def signature_through_module(text: str) -> str:
    """The author's text, of which only a function's signature is polydag's as well."""
    try:
        stop = header(text)[4]
    except (SyntaxError, ValueError):
        return text
    start = text.index("(")
    return text[:start] + through_module(text[start:stop]) + text[stop:]
