"""Deviations: what an engine is known to do otherwise, each with a reason and the code that tells users of it.

They stand in the suite's `deviations/<engine>-<version>.yaml`, so that a new engine edits no old case, and they are strict:
one that does not show up, or whose code the conversion does not tell, fails like a difference that nobody stated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from polydag.conformance.calendar import Starts, findings
from polydag.conformance.findings import Aspect, Finding
from polydag.conformance.stated import Stated, stated

ALL = "all"


class Deviation(Stated):
    """What an engine does otherwise in a case.

    `kind`: `notimpl` is ours to fix, `notyet` the engine's, `never` will stay. `of`: the `conversion` for that engine, whose
    `code` tells it, the `engine` itself running a source as it is, or our `runner` of it, which cannot show what the engine
    does elsewhere with the same code. `scenario` is one, several, or `all`. Without `tasks`
    and `fields` every finding of those scenarios is meant; with `tasks` those tasks (the run's own state too when `fields`
    names `run`). A deviation of a schedule says in `starts` which runs the engine starts instead, and covers nothing else.
    """

    case: str
    scenario: str | tuple[str, ...]
    kind: Literal["notimpl", "notyet", "never"]
    reason: str = Field(min_length=10)
    of: Literal["conversion", "engine", "runner"] = "conversion"
    code: str | None = Field(default=None, pattern=r"^[A-Z]{2,3}\d{3}$")
    tasks: tuple[str, ...] = ()
    fields: tuple[Aspect, ...] = ()
    starts: Starts | None = None

    @model_validator(mode="after")
    def _told(self) -> Self:
        if (self.code is None) == (self.of == "conversion"):
            raise ValueError(
                "a deviation of a conversion has the code that tells it, no other one has"
            )
        return self

    def is_of(self, *, native: bool) -> bool:
        """Whether it speaks of the source as it is, or of what is written for the engine."""
        return self.of in ("runner", "engine" if native else "conversion")

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios that are named; none for all."""
        if self.scenario == ALL:
            return ()
        return (self.scenario,) if isinstance(self.scenario, str) else self.scenario

    def covers(self, scenario: str, finding: Finding) -> bool:
        """Whether this is what it speaks of."""
        if self.scenarios and scenario not in self.scenarios:
            return False
        if self.starts is not None or finding.answer is not None:
            return self._starts_this(finding)
        if self.fields and finding.aspect not in self.fields:
            return False
        if finding.task is None:
            return not self.tasks or finding.aspect in self.fields
        return not self.tasks or finding.task in self.tasks

    def _starts_this(self, finding: Finding) -> bool:
        """Whether exactly what is stated was started."""
        if self.starts is None or finding.answer is None:
            return False
        return not any(findings(self.starts, finding.answer))


def load(folder: Path, engine: str) -> tuple[Deviation, ...]:
    """The deviations of an engine (`airflow-3.3`); none where nobody states any.

    Raises:
        SuiteError: the file does not state deviations.
    """
    file = folder / "deviations" / f"{engine}.yaml"
    return stated(TypeAdapter(tuple[Deviation, ...]), file) if file.exists() else ()
