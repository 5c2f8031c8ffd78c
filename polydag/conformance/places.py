"""Where a case runs, as far as its statement says: known before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polydag.conformance.case import Case
from polydag.engines import EngineVersion, parse_target
from polydag.runs.stages import REFERENCE


@dataclass(frozen=True)
class Place:
    """A column of the result; `engine` is None for the reference, `native` where the source runs as it is."""

    engine: EngineVersion | None = None
    native: bool = False

    @property
    def column(self) -> str:
        """How it is called: an engine's key is the code that was written for it."""
        return f"{self.key} source" if self.native else self.key

    @property
    def key(self) -> str:
        """The engine's key, or `reference`."""
        return self.engine.key if self.engine else REFERENCE


def places(case: Case, engines: tuple[EngineVersion, ...]) -> Iterator[Place]:
    """The reference, the source on its own engine and in other versions, then the code for every engine."""
    yield Place()
    yield from (Place(engine, native=True) for engine in case.engines if engine in engines)
    yield from (Place(engine) for engine in engines if is_written(case, engine))


def is_written(case: Case, engine: EngineVersion) -> bool:
    """Whether code is written for this version: the newest of each engine, and others where the source is of another one."""
    is_own = case.engine is not None and case.engine.engine == engine.engine
    return engine == parse_target(engine.engine) or not is_own
