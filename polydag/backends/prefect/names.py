"""Names in emitted code: Python identifiers from ids, each given once."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

_BUILTINS = frozenset(dir(builtins))


def identifier(text: str) -> str:
    """`us-east.load` → `us_east_load`; a keyword gets an underscore, a leading digit is preceded by one."""
    name = re.sub(r"\W+", "_", text).replace("__", "_").strip("_") or "task"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) else name


def flow_name(pipeline: str) -> str:
    """What Prefect calls the flow of a pipeline: by its function, with hyphens, where that says the id, else by the id."""
    name = identifier(pipeline)
    plain = name.replace("_", "-")
    return plain if pipeline in (name, plain) else pipeline


class Names:
    """Hands out names that are not taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def free(self, *candidates: str) -> str:
        """The first candidate that is free, else the last one with a number; it is taken from now on."""
        for name in candidates:
            if name not in self._taken and name not in _BUILTINS:
                self._taken.add(name)
                return name
        number = 2
        while f"{candidates[-1]}_{number}" in self._taken:
            number += 1
        return self.free(f"{candidates[-1]}_{number}")

    def reserve(self, names: Iterable[str]) -> None:
        """Take names that something else has given."""
        self._taken.update(names)

    def inner(self) -> Names:
        """The same names, for a scope inside."""
        return Names(self._taken)
