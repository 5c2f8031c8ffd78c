"""Places of Airflow's example files whose change nobody can see, each with its reason; what is healed fails."""

from __future__ import annotations

from dataclasses import dataclass

from tests.perturbation.sites import Site

ALL = ("airflow-3.3", "dagster-1.13", "prefect-3.8")


@dataclass(frozen=True)
class Listed:
    """`what` is `operator.argument`, or the text of a literal that is no argument of Airflow's.

    What is `mistaken` ends in a mistake of polydag instead: the changed file means nothing to Airflow either.
    """

    what: str
    targets: tuple[str, ...]
    reason: str
    mistaken: bool = False


def named(site: Site) -> str:
    """How a place is listed."""
    return f"{site.pair.operator}.{site.pair.argument}" if site.pair is not None else site.shown


LISTED: tuple[Listed, ...] = ()


def listed(site: Site, target: str) -> Listed | None:
    """The entry that excuses a place, if there is one."""
    what = named(site)
    found = (entry for entry in LISTED if entry.what == what and target in entry.targets)
    return next(found, None)
