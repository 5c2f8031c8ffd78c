"""Places of Airflow's example files whose change nobody can see, each with its reason; what is healed fails."""

from __future__ import annotations

from dataclasses import dataclass

from tests.perturbation.sites import Site

ALL = ("airflow-3.3", "dagster-1.13", "prefect-3.8")


@dataclass(frozen=True)
class Listed:
    """`what` is `operator.argument`, or the text of a literal that is no argument of Airflow's.

    `shown` is the text of the place, where only some places of an argument are meant. What is `mistaken` ends in a mistake of
    polydag instead: the changed file means nothing to Airflow either.
    """

    what: str
    targets: tuple[str, ...]
    reason: str
    mistaken: bool = False
    shown: str = ""

    def covers(self, site: Site, target: str) -> bool:
        """Whether a place is meant."""
        return (
            self.what == named(site) and target in self.targets and self.shown in ("", site.shown)
        )


def named(site: Site) -> str:
    """How a place is listed."""
    return f"{site.pair.operator}.{site.pair.argument}" if site.pair is not None else site.shown


OTHERS = ALL[1:]
_API = "part of a value that only Airflow has; the argument that it belongs to is told"
_UNUSED = "nothing of a pipeline reads it"
_POD = "in a pod that `executor_config` names; that the argument is lost is told"
_FIELD = "`template_fields` of a class names an argument that has nothing to render in this file"
_WARNED = "it filters warnings while the file is loaded"
_SAME_DAY = "the first of the partitions is of the same day"
LISTED: tuple[Listed, ...] = (
    Listed(
        "DAG.orientation", ALL[:1], "Airflow 3 has no such argument: AFW130 tells that it is gone"
    ),
    Listed(
        "AirflowSkipException.argument 1",
        ("dagster-1.13",),
        "an output that is left out says no why",
    ),
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
    *(
        Listed(repr(text), ALL, _POD)
        for text in ("memory", "airflow", "512Mi", "kubernetes.io/hostname", "dedicated", "app")
    ),
    *(Listed(repr(text), ALL, _POD) for text in ("In", "Equal")),
    *(Listed(repr(text), ALL, _FIELD) for text in ("url", "values")),
    Listed("url=url", ("prefect-3.8",), "without it Airflow does not load the file either"),
    Listed("'__main__'", ALL, "the block that runs the file, which every engine has its own of"),
    *(
        Listed(text, ALL, _WARNED)
        for text in ("'ignore'", "'This class is deprecated\\\\. Please use ")
    ),
    Listed(
        "DAG.default_args",
        ALL,
        "an address for mails that are switched off on failure and on retry",
        shown="'airflow@example.com'",
    ),
    Listed("'#e8b7e4'", ALL, "`ui_color` of a class, which no other engine shows"),
    *(
        Listed(f"{name}.start_date", ("dagster-1.13",), _SAME_DAY, shown="'UTC'")
        for name in ("DAG", "dag")
    ),
    Listed(
        "DAG.start_date",
        ("airflow-3.3",),
        "a date without a zone is one of UTC",
        shown="tzinfo=datetime.timezone.utc",
    ),
    *(
        Listed("PythonOperator.task_id", ("dagster-1.13",), "the asset has its own name", shown=id)
        for id in ("'produce_asset_events'", "'produce_dataset_events'")
    ),
)


def listed(site: Site, target: str) -> Listed | None:
    """The entry that excuses a place, if there is one."""
    return next((entry for entry in LISTED if entry.covers(site, target)), None)
