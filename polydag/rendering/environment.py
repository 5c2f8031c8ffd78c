"""The one jinja2 environment: templates lay out what Python decided, and fail where something is missing."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Protocol

import jinja2

from polydag.rendering.pyvalues import Expression, PyValue, expression

if TYPE_CHECKING:
    from dataclasses import Field


class Context(Protocol):
    """A frozen dataclass: the facts that one template prints."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


def render(template: str, context: Context) -> str:
    """The text of `polydag/templates/<template>` for the fields of the context."""
    return (
        environment()
        .get_template(template)
        .render({f.name: getattr(context, f.name) for f in fields(context)})
    )


@cache
def environment() -> jinja2.Environment:
    """Made once; a template is compiled once per process."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("polydag", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )
    made.filters["py"] = py
    return made


def py(value: PyValue) -> str:
    """The `py` filter: the value as Python code.

    A value that needs an import (a timedelta) is refused: Python makes an `Expression` of it and adds its imports,
    where a template could only forget them.
    """
    result = expression(value)
    if result.imports and not isinstance(value, Expression):
        raise TypeError(f"`{result.text}` needs an import: give the template an Expression")
    return result.text
