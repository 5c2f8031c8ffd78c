"""A small choice of runs that still touches every engine and tag, made from what the cases state; always the same one.

First the runs under failures that `subset.yaml` lists, each on all its columns. Then runs until every tag was touched, then
until every tag was touched on every engine, as far as the limit allows. Each step takes the case that touches most of what
is left for the number of runs that it takes. A question about a schedule runs nothing and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from pydantic import TypeAdapter

from polydag.conformance.calendar import SCHEDULE
from polydag.conformance.case import Case
from polydag.conformance.places import Place, places
from polydag.conformance.stated import Stated, stated
from polydag.conformance.suite import Suite
from polydag.engines import EngineVersion
from polydag.runs.scenarios import ALL_SUCCEED
from polydag.runs.stages import REFERENCE

LIMIT = 150
# Stands for every engine but the reference.
ANY = "any"
# Columns by scenario by case.
Choice: TypeAlias = Mapping[str, Mapping[str, frozenset[str]]]
Touched: TypeAlias = tuple[str, str]


class Listed(Stated):
    """A run under a failure that every change has to pass."""

    case: str
    scenario: str


def listed(suite: Suite) -> tuple[Listed, ...]:
    """The runs under failures that the suite lists.

    Raises:
        SuiteError: the file states something else.
    """
    file = suite.folder / "subset.yaml"
    return stated(TypeAdapter(tuple[Listed, ...]), file) if file.exists() else ()


def choose(
    cases: Iterable[Case],
    engines: tuple[EngineVersion, ...],
    failures: Iterable[Listed],
    limit: int = LIMIT,
) -> Choice:
    """The runs to make."""
    made = _Choosing({case.id: _Runs(case, engines) for case in cases}, limit)
    for one in failures:
        if one.case in made.runs:
            columns = [place.column for place in made.runs[one.case].places]
            made.take(one.case, one.scenario, columns)
    every = {
        pair
        for runs in made.runs.values()
        for pair in runs.touched([place.column for place in runs.places])
    }
    made.cover({(engine, tag) for engine, tag in every if engine == ANY})
    made.cover(every)
    return made.chosen


@dataclass(frozen=True)
class _Runs:
    """The runs of a case, chosen under its first scenario."""

    case: Case
    engines: tuple[EngineVersion, ...]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(places(self.case, self.engines))

    @property
    def scenario(self) -> str:
        if self.case.schedule is not None:
            return SCHEDULE
        first = self.case.scenarios[0] if self.case.scenarios else ALL_SUCCEED
        return first if isinstance(first, str) else first.name

    def cost(self, columns: Iterable[str]) -> int:
        """How many runs are made in these columns."""
        return 0 if self.case.schedule is not None else len(set(columns))

    def touched(self, columns: Iterable[str]) -> set[Touched]:
        """Every (engine, tag) that runs in these columns touch, and (any engine, tag)."""
        keys = [place.key for place in self.places if place.column in columns]
        engines = {ANY, *keys} if set(keys) - {REFERENCE} else set(keys)
        return {(engine, tag) for engine in engines for tag in self.case.tags}


class _Choosing:
    """The runs that were chosen so far."""

    def __init__(self, runs: Mapping[str, _Runs], limit: int) -> None:
        self.runs = runs
        self.limit = limit
        self.chosen: dict[str, dict[str, frozenset[str]]] = {}
        self.touched: set[Touched] = set()

    @property
    def count(self) -> int:
        return sum(
            self.runs[id].cost(columns)
            for id, rows in self.chosen.items()
            for columns in rows.values()
        )

    def take(self, id: str, scenario: str, columns: Iterable[str]) -> None:
        """Add the runs of a case in these columns; the reference is always among them."""
        rows = self.chosen.setdefault(id, {})
        rows[scenario] = rows.get(scenario, frozenset()) | {REFERENCE, *columns}
        self.touched |= self.runs[id].touched(rows[scenario])

    def cover(self, wanted: set[Touched]) -> None:
        """Take runs until all is touched, or no further one fits."""
        while left := wanted - self.touched:
            steps = [step for id in self.runs for step in self._steps(id, left)]
            steps = [step for step in steps if self.count + step.cost <= self.limit]
            if not steps:
                return
            best = min(steps, key=lambda step: (-step.worth, step.id, step.column))
            self.take(best.id, self.runs[best.id].scenario, (best.column,))

    def _steps(self, id: str, left: set[Touched]) -> Iterator[_Step]:
        """The runs of a case that touch something new."""
        runs = self.runs[id]
        have = self.chosen.get(id, {}).get(runs.scenario, frozenset())
        for place in runs.places:
            more = {REFERENCE, place.column} - have
            if gain := len(runs.touched(more) & left):
                yield _Step(id, place.column, runs.cost(more), Fraction(gain, len(more)))


@dataclass(frozen=True)
class _Step:
    """A run that may be taken next, with the reference's; `worth` is what is touched for each run that this takes."""

    id: str
    column: str
    cost: int
    worth: Fraction
