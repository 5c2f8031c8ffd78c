"""What is being built: the pipelines of a file, and the pipeline and groups that are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from polydag.ir.model import Place

if TYPE_CHECKING:
    from polydag.dsl.pipelines import Pipeline


class DslError(ValueError):
    """The DSL is used in a way that means nothing; the message says what to do instead."""


@dataclass
class Building:
    """One building site. Where the file is read and not run, `file`, `place` and `comment` say where the reading is."""

    pipelines: list[Pipeline] = field(default_factory=list)
    open: list[Pipeline] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    is_reading: bool = False
    file: Path | None = None
    place: Place | None = None
    comment: str = ""

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline that is open.

        Raises:
            DslError: none is.
        """
        if not self.open:
            raise DslError("there is no pipeline here: call tasks inside `with Pipeline(...)`")
        return self.open[-1]


_CURRENT: ContextVar[Building | None] = ContextVar("polydag_building", default=None)
# What a program that runs builds.
_RUNNING = Building()


def current() -> Building:
    """The building site of this context."""
    return _CURRENT.get() or _RUNNING


@contextmanager
def reading() -> Iterator[Building]:
    """A building site of its own, for a file that is read."""
    building = Building(is_reading=True)
    token = _CURRENT.set(building)
    try:
        yield building
    finally:
        _CURRENT.reset(token)
