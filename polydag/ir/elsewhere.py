"""Where a function runs that the Python of its task does not run."""

from __future__ import annotations

from typing import Literal

from polydag.ir.model import Frozen
from polydag.ir.values import Constant, Items, Value


class Elsewhere(Frozen):
    """A Python of the function's own: nothing of the module is there but the function's text.

    `settings` by neutral names, each only where the source says it:

    - a `virtualenv` is made for the function: `requirements`, `system_site_packages`, `python` (what it is made with), `options`
      of pip, and `cache`, the folder in which it is kept
    - an `interpreter` is there already: `python` is its path
    - a `container` is started for the function: `image`, `python` (the command that is Python there), `url` of the Docker host,
      and what Docker's own library takes (`environment`, `user`, `mounts`, …) by its words
    - all: `serializer` (the module that carries arguments and result); outside of containers `env`, `inherit_env`, and `skip_on`,
      the exit codes that mean skipped

    `globals` are names that its text reads there beside what is its own, with their values as source text.
    """

    kind: Literal["virtualenv", "interpreter", "container"]
    settings: dict[str, Value] = {}
    globals: dict[str, str] = {}

    @property
    def constants(self) -> tuple[str, ...]:
        """The globals as lines of a function's body, for an engine that sends nothing but that."""
        return tuple(f"{name} = {text}" for name, text in self.globals.items())

    @property
    def skip_on(self) -> tuple[int, ...]:
        """The exit codes that mean skipped."""
        codes = self.settings.get("skip_on")
        items = codes.items if isinstance(codes, Items) else ()
        found = [item.value for item in items if isinstance(item, Constant)]
        return tuple(code for code in found if isinstance(code, int))
