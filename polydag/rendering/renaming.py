"""Names in the source of a Jinja template, exchanged for other expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import jinja2

_JINJA = jinja2.Environment(extensions=["jinja2.ext.do"])
# What a name may stand behind without being a name of the context: an attribute, a filter.
_AFTER = re.compile(r"[.|]\s*$")


def renamed(template: str, names: Mapping[str, str]) -> str:
    """The template in which some names of the context are other expressions."""
    found: list[str] = []
    is_changed = False
    for _, kind, value in _JINJA.lexer.tokeniter(template, None):
        is_name = kind == "name" and value in names and not _AFTER.search("".join(found))
        found.append(names[value] if is_name else value)
        is_changed |= is_name
    return "".join(found) if is_changed else template
