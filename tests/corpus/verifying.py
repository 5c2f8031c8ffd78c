"""Airflow's own example DAGs, run on their own engine and as what polydag writes for the others, and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.runs.capping import keep
from polydag.runs.compare import Comparison, Verdict
from polydag.runs.results import was_told
from polydag.runs.runners import Runners
from polydag.runs.scenarios import ALL_SUCCEED, Scenario, derivation
from polydag.runs.stages import Manner
from polydag.runs.trials import trials
from polydag.runs.verifying import Subject, subjects
from polydag.translate.reading import Reading, read_files
from polydag.translate.sources import SourceFile
from tests.corpus.truth import environment_of, examples

TARGETS = {
    "airflow-3.3": ("dagster", "prefect"),
    "airflow-2.11": ("airflow@3.3", "dagster", "prefect"),
}
# So many scenarios of each DAG, some of every kind.
MOST = 6


@dataclass(frozen=True)
class Verified:
    """What came out of one DAG on one target, scenario by scenario: `outcomes` are same, told, differs or failed."""

    dag: str
    target: str
    outcomes: tuple[str, ...]

    @property
    def worst(self) -> str:
        return max(self.outcomes, key=("same", "told", "differs", "failed").index)


def readings(version: str, names: Collection[str] = ()) -> list[Reading]:
    """The example files of a version, or those of some names, as polydag reads them."""
    folders = examples(environment_of(version))
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    chosen = [path for path in files if not names or path.stem in names]
    return list(read_files(SourceFile(path, path.name) for path in chosen))


def of_dags(
    found: Iterable[Reading], version: str, folder: Path, options: Options | None = None
) -> Iterator[Subject]:
    """Every DAG with its code for the targets, each file for itself, as its user would convert it."""
    targets = tuple(map(parse_target, TARGETS[version]))
    for number, reading in enumerate(found):
        yield from subjects([reading], targets, folder / str(number), options or Options())


def scenarios(subject: Subject) -> tuple[Scenario, ...]:
    """Those that the DAG is verified under."""
    return keep(derivation(subject.pipeline, subject.reading.module).scenarios, MOST).scenarios


def verified(
    subject: Subject, runners: Runners, chosen: Iterable[Scenario] | None = None
) -> list[Verified]:
    """One DAG under its scenarios, for every target."""
    outcomes: dict[str, list[str]] = {}
    known = scenarios(subject) if chosen is None else chosen
    manner = Manner(bodies="stub")
    for trial in trials(subject.reference, subject.stages, known, manner, runners):
        for comparison in trial.comparisons:
            outcomes.setdefault(comparison.sides[1], []).append(_outcome(comparison))
    return [Verified(subject.pipeline.id, side, tuple(o)) for side, o in outcomes.items()]


def is_loaded(subject: Subject, runners: Runners) -> bool:
    """Whether the source's own engine runs the DAG at all."""
    [source] = [stage for stage in subject.stages if stage.is_source]
    return source.run(ALL_SUCCEED, Manner(bodies="stub"), runners).runner.error is None


def _outcome(comparison: Comparison) -> str:
    if comparison.verdict is Verdict.EQUAL:
        return "same"
    if comparison.verdict is Verdict.DIFFERENT:
        return "told" if was_told(comparison) else "differs"
    return "failed"


def table(found: Iterable[Verified]) -> str:
    """Per target how many DAGs and runs there were, and what came out."""
    rows = [f"{'target':14}{'DAGs':>6}{'scenarios':>11}{'same':>6}{'stated':>8}{'differ':>8}"]
    by_target: dict[str, list[Verified]] = {}
    for one in found:
        by_target.setdefault(one.target, []).append(one)
    for target, each in by_target.items():
        counts = Counter(outcome for one in each for outcome in one.outcomes)
        other = counts["differs"] + counts["failed"]
        rows.append(
            f"{target:14}{len(each):6}{counts.total():11}{counts['same']:6}{counts['told']:8}{other:8}"
        )
    return "\n".join(rows)
