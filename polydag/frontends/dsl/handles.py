"""What the DSL built, as the evaluator holds it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING

from polydag.syntax.data import Datum, Handle

if TYPE_CHECKING:
    from polydag.frontends.dsl.builder import Builder
    from polydag.syntax.calls import CallSite, Site

# The attributes of the DSL's objects that a file may use.
OFFERED = frozenset(
    {
        "after",
        "asset",
        "branch",
        "branches",
        "check",
        "choose",
        "door",
        "gate",
        "id",
        "map",
        "map_kwargs",
    }
    | {"param", "partial", "returns", "sensor", "setup", "teardown", "using", "zip"}
)
OPERATORS: dict[str, Callable[[object, object], object]] = {
    ">>": operator.rshift,
    "<<": operator.lshift,
}


class Built(Handle):
    """An object of the DSL: a pipeline, a task function, a task, an output, one of their methods."""

    def __init__(self, thing: object, builder: Builder) -> None:
        self.thing = thing
        self.builder = builder

    def attribute(self, name: str, site: Site) -> Datum:
        """A method, or the id."""
        if name not in OFFERED or not hasattr(self.thing, name):
            return site.unknown()
        return self.builder.datum(getattr(self.thing, name), site)

    def call(self, site: CallSite) -> Datum:
        """Call it as the file does."""
        return self.builder.called(self.thing, site)

    def subscript(self, key: Datum, site: Site) -> Datum:
        """A named output, or a part of one."""
        return self.builder.done(operator.getitem, (self.thing, self.builder.native(key)), site)

    def binary(self, operator: str, other: Datum, reflected: bool, site: Site) -> Datum | None:
        """`>>` and `<<`."""
        apply = OPERATORS.get(operator)
        if apply is None:
            return None
        given = self.builder.native(other)
        operands = (given, self.thing) if reflected else (self.thing, given)
        return self.builder.done(apply, operands, site)

    def enter(self, site: Site) -> Datum:
        """Open a pipeline or group."""
        return self.builder.done(_enter, (self.thing,), site)

    def exit(self, site: Site) -> None:
        """Close it."""
        self.builder.done(_exit, (self.thing,), site)


def _enter(thing: object) -> object:
    enter: Callable[[], object] = getattr(thing, "__enter__")  # noqa: B009  # pipelines and groups
    return enter()


def _exit(thing: object) -> object:
    leave: Callable[..., object] = getattr(thing, "__exit__")  # noqa: B009
    return leave(None, None, None)
