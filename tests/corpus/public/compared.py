"""What Airflow loads from a public file against what polydag reads: equal, told, or unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polydag.diagnostics import Diagnostic
from polydag.translate.reading import Reading
from tests.corpus.structures import DagForm, Difference, as_read, differences
from tests.corpus.truth import Loaded

# What is told of a part of a file that cannot be read: tasks, and what waits for them, may be missing.
_MISSING = frozenset({"AFR301", "AFR401", "AFR402", "AFR403", "AFR404", "IR330"})
_TELLS = {
    "existence": _MISSING,
    "below": _MISSING,
    "schedule": frozenset({"AFR305"}),
}


@dataclass(frozen=True)
class Verdict:
    """The differences of a file that are told, and those that are not."""

    told: tuple[Difference, ...]
    unsaid: tuple[Difference, ...]


def compared(truth: Loaded, reading: Reading) -> Verdict:
    """Hold a reading against what Airflow loads."""
    read = as_read(reading.module) if reading.module is not None else {}
    found = [d for d in differences(truth["dags"], read) if not _is_same(d, truth["dags"])]
    told = [d for d in found if _is_told(d, reading.diagnostics)]
    return Verdict(tuple(told), tuple(d for d in found if d not in told))


def _is_same(found: Difference, dags: Mapping[str, DagForm]) -> bool:
    """Expressions are kept as such, and a task that follows anyway may be given what is pulled."""
    if found.polydag == "symbolic":
        return found.airflow is not None
    if found.attribute != "below" or found.task is None:
        return False
    theirs, ours = _ids(found.airflow), _ids(found.polydag)
    return theirs <= ours <= set(_descendants(found.task, dags[found.dag]))


def _ids(value: object) -> set[str]:
    return set(map(str, value)) if isinstance(value, list) else set()


def _descendants(task: str, dag: DagForm) -> Iterator[str]:
    seen: set[str] = set()
    waiting = [task]
    while waiting:
        for id in dag["tasks"][waiting.pop()]["below"]:
            if id not in seen:
                seen.add(id)
                waiting.append(id)
                yield id


def _is_told(found: Difference, diagnostics: tuple[Diagnostic, ...]) -> bool:
    codes = _TELLS.get(found.attribute, frozenset())
    if found.attribute == "below" and _ids(found.airflow) <= _ids(found.polydag):
        codes |= {"AFR341"}
    return any(d.code in codes and d.pipeline in (None, found.dag) for d in diagnostics)
