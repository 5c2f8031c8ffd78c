"""`make corpus`: the example files of old releases, read, converted, and held against what Airflow loads from them.

Argument: the folder that keeps what is downloaded. Exit code 1 where a file meets a mistake of polydag, or a difference is
unsaid.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.corpus.public import old
from tests.corpus.public.compared import compared
from tests.corpus.public.converted import Converted, converted
from tests.corpus.public.releases import example_files
from tests.corpus.truth import Loaded, environment_of, loaded

# Airflow 2.11 loads the examples of its own line; those of providers need the providers of their days.
LATE = ("apache-airflow-2.3.4", "apache-airflow-2.6.3", "apache-airflow-2.9.3")


def main(folder: Path) -> int:
    """Print what was found, in a few lines and the findings."""
    files = example_files(folder)
    results = list(converted(files))
    broken = [(one, fault) for one in results for fault in one.faults]
    print(f"{len(files)} files: {dict(Counter(one.reading.status for one in results))}")  # noqa: T201
    for one, fault in broken:
        print(f"{one.path}: {fault}")  # noqa: T201
    print(f"{len(broken)} mistakes")  # noqa: T201
    unsaid = _compare(results, _truth(folder, files))
    return int(bool(broken) or unsaid > 0)


def _truth(folder: Path, files: list[Path]) -> dict[Path, Loaded]:
    """What Airflow loads: 2.11 from late files, an old one from the others where it can be had."""
    places = sorted({folder / file.relative_to(folder).parts[0] for file in files})
    late = [place for place in places if place.name in LATE]
    found = loaded(environment_of("airflow-2.11"), late)
    python = old.environment(folder / "environment")
    if python is None:
        print(f"no Python {old.PYTHON}: not compared with Airflow {old.AIRFLOW}")  # noqa: T201
        return found
    early = [place for place in places if place not in late]
    return {**found, **old.loaded(python, folder / "home", early)}


def _compare(results: list[Converted], truth: dict[Path, Loaded]) -> int:
    """The number of differences that are not told."""
    counted: Counter[str] = Counter()
    unsaid = 0
    for one in results:
        known = truth.get(one.path)
        if known is None or known["error"]:
            counted["not loaded"] += 1
            continue
        verdict = compared(known, one.reading)
        counted["unsaid" if verdict.unsaid else "told" if verdict.told else "equal"] += 1
        counted["DAGs"] += len(known["dags"])
        counted["tasks"] += sum(len(dag["tasks"]) for dag in known["dags"].values())
        unsaid += len(verdict.unsaid)
        for difference in verdict.unsaid:
            print(f"{one.path}: {difference}")  # noqa: T201
    print(f"held against Airflow: {dict(counted)}")  # noqa: T201
    return unsaid


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
