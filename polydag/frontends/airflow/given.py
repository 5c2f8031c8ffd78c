"""What an operator is given: its own arguments over the defaults of its group and DAG."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.syntax.calls import Argument, Arguments
from polydag.syntax.data import Datum, Known


@dataclass(eq=False)
class Given:
    """Arguments of an operator; what its call does not state comes from `default_args`; `used` are those that were."""

    arguments: Arguments
    defaults: dict[str, Datum] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    later: dict[str, Datum] = field(default_factory=dict)

    def take(self, name: str, position: int | None = None) -> Datum | None:
        """An argument, once; what was assigned to the task afterwards wins."""
        own = self.arguments.take(name, position)
        if name in self.later:
            return self.later.pop(name)
        if own is not None:
            return own
        if name in self.defaults and not self.is_stated(name):
            self.used.add(name)
            return self.defaults[name]
        return None

    def peek(self, name: str) -> Datum | None:
        """An argument without taking it."""
        if name in self.later:
            return self.later[name]
        own = self.arguments.peek(name)
        return self.defaults.get(name) if own is None else own

    def is_stated(self, name: str) -> bool:
        """Whether the call itself states the argument."""
        return name in self.arguments.keywords or name in self.later

    def take_flag(self, name: str, default: bool) -> bool:
        """An argument that is true or false; the default where it is unknown."""
        datum = self.take(name)
        if isinstance(datum, Known) and isinstance(datum.value, bool):
            return datum.value
        return default

    def take_text(self, name: str, position: int | None = None) -> str | None:
        """An argument that is a known string."""
        datum = self.take(name, position)
        return datum.value if isinstance(datum, Known) and isinstance(datum.value, str) else None

    def rest(self) -> dict[str | int, Argument]:
        """What the call states and nobody took."""
        return self.arguments.rest()
