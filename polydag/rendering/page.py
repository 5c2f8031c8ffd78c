"""Pages of HTML: one self-contained file, everything that is printed escaped."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import jinja2

from polydag.rendering.environment import Context, environment


def render_page(template: str, context: Context) -> str:
    """The page of `polydag/templates/<template>` for the fields of the context."""
    made = _pages().get_template(template)
    return made.render({f.name: getattr(context, f.name) for f in fields(context)})


@cache
def _pages() -> jinja2.Environment:
    return environment().overlay(autoescape=True)
