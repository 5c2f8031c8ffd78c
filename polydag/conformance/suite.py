"""A suite: a folder with `cases/<id>/case.yaml` and `deviations/<engine>-<version>.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from polydag.conformance import case, deviations
from polydag.conformance.case import Case
from polydag.conformance.deviations import Deviation
from polydag.conformance.stated import SuiteError

NAME = "conformance"


@dataclass(frozen=True)
class Suite:
    """The cases and deviations below a folder."""

    folder: Path

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every case's id, sorted."""
        return tuple(sorted(file.parent.name for file in self.folder.glob("cases/*/case.yaml")))

    def case(self, id: str) -> Case:
        """The case of this id.

        Raises:
            SuiteError: there is none, or it states no case.
        """
        if id not in self.ids:
            raise SuiteError(f"there is no case `{id}` in {self.folder / 'cases'}")
        return case.load(self.folder / "cases" / id)

    def cases(
        self, names: tuple[str, ...] = (), tags: frozenset[str] = frozenset()
    ) -> tuple[Case, ...]:
        """The named cases, or all, in the order of their ids; of these, where there are `tags`, those with one of them.

        Raises:
            SuiteError: a name or a tag is unknown, or a file states no case.
        """
        found = tuple(self.case(id) for id in names or self.ids)
        if unknown := tags - {tag for one in found for tag in one.tags}:
            raise SuiteError(f"no case has the tag `{min(unknown)}`")
        return tuple(one for one in found if not tags or tags & set(one.tags))

    def deviations(self, engine: str) -> tuple[Deviation, ...]:
        """What an engine (`airflow-3.3`) is known to do otherwise.

        Raises:
            SuiteError: its file does not state deviations, or speaks of cases that there are none of.
        """
        stated = deviations.load(self.folder, engine)
        if unknown := {one.case for one in stated} - set(self.ids):
            file = self.folder / "deviations" / f"{engine}.yaml"
            raise SuiteError(f"{file}: there is no case `{min(unknown)}`")
        return stated


def is_suite(folder: Path) -> bool:
    """Whether there are cases in a folder."""
    return (folder / "cases").is_dir()


def find(start: Path) -> Suite | None:
    """The suite of the checkout that a folder lies in: `conformance/` there or in a folder above."""
    places = [folder / NAME for folder in (start, *start.parents)]
    return next((Suite(place) for place in places if is_suite(place)), None)
