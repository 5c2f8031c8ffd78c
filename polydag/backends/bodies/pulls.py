"""Pulls of outputs inside bodies become parameters."""

from __future__ import annotations

import ast
import keyword
import re

from polydag.backends.bodies.draft import Draft
from polydag.ir.functions import Use


def lower_pulls(draft: Draft) -> dict[str, str]:
    """The parameter that each pull becomes, by the pull's key; the edits go into the draft.

    `x = pull(…)` gives its name to the parameter and goes, unless the name is bound elsewhere too.
    """
    names: dict[str, str] = {}
    pulls = list(_pulls(draft.function.uses))
    for use in pulls:
        if use.key not in names and _gives_name(use, draft, taken=set(names.values())):
            names[use.key] = use.assigns or ""
            draft.statements[draft.place(use)] = []
    for use in pulls:
        if use.key not in names:
            own = _own_name(use, draft)
            names[use.key] = own or free_name(use.key, draft, set(names.values()))
        draft.expressions[(use.start, use.stop)] = names[use.key]
    return names


def _pulls(uses: tuple[Use, ...]) -> list[Use]:
    found: list[Use] = []
    for use in uses:
        found += [use] if use.kind == "pull" else []
        found += _pulls(use.inner)
    return found


def _gives_name(use: Use, draft: Draft, taken: set[str]) -> bool:
    if not use.assigns or use.statement is None or use.assigns in taken:
        return False
    return draft.body.binds(use.assigns) and not draft.body.is_rebound(use.assigns)


def _own_name(use: Use, draft: Draft) -> str | None:
    """The name of the parameter under which the source's engine gives what is pulled: it is free, and stays."""
    written = draft.function.text[use.start : use.stop]
    return use.key if written == use.key and use.key in draft.function.injected else None


def free_name(wanted: str, draft: Draft, taken: set[str] | None = None) -> str:
    """An identifier like `wanted` that the function neither reads nor binds."""
    name = re.sub(r"\W", "_", wanted) or "value"
    name = f"_{name}" if name[0].isdigit() else name
    used = {node.id for node in ast.walk(draft.body.node) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(draft.body.node) if isinstance(node, ast.arg)}
    used |= set(draft.function.names) | (taken or set())
    candidates = (name, f"{name}_output", *(f"{name}_{number}" for number in range(2, 1000)))
    return next(c for c in candidates if c not in used and not keyword.iskeyword(c))
