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


OTHERS = ALL[1:]
_API = "part of a value that only Airflow has; the argument that it belongs to is told"
_UNUSED = "nothing of a pipeline reads it"
LISTED: tuple[Listed, ...] = (
    Listed(
        "DAG.orientation", ALL[:1], "Airflow 3 has no such argument: AFW130 tells that it is gone"
    ),
    Listed(
        "AirflowSkipException.argument 1",
        ("dagster-1.13",),
        "an output that is left out says no why",
    ),
    Listed("DAG.doc_md", ("prefect-3.8",), "the docstring of the module, which stays where it is"),
    Listed("RetryRule.action", ALL, _UNUSED),
    Listed("RetryRule.exception", ALL, _UNUSED),
    Listed("RetryRule.reason", ALL, _UNUSED),
    Listed("RetryRule.retry_delay", ALL, _UNUSED),
    Listed("get.argument 1", ALL, "`conf.get(…)` in a block that only Kubernetes enters"),
    Listed("get.argument 2", ALL, "`conf.get(…)` in a block that only Kubernetes enters"),
    Listed("FileDeleteTrigger.filepath", OTHERS, _API),
    Listed("DirectoryFileDeleteTrigger.directory", OTHERS, _API),
    Listed("DirectoryFileDeleteTrigger.filename", OTHERS, _API),
    Listed("DirectoryFileDeleteTrigger.poke_interval", OTHERS, _API),
    Listed("generate_link_to_ui_from_context.base_url", OTHERS, _API),
    Listed("generate_link_to_ui_from_context.context", OTHERS, _API),
)


def listed(site: Site, target: str) -> Listed | None:
    """The entry that excuses a place, if there is one."""
    what = named(site)
    found = (entry for entry in LISTED if entry.what == what and target in entry.targets)
    return next(found, None)
