"""Findings: one thing about a run that is not as it must be, and in which respect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from polydag.runs.compare import Difference
from polydag.runs.comparison_table import difference_lines
from polydag.runs.schedules.record import ScheduleRecord

Aspect: TypeAlias = Literal[
    "state",
    "attempts",
    "wait",
    "inputs",
    "outputs",
    "order",
    "launched",
    "run",
    "refused",
    "starts",
    "interval",
]


@dataclass(frozen=True)
class Finding:
    """What is not as it must be; `task` is None where it is about the run or the conversion as a whole.

    `answer` is the whole of what an engine answered, where it was asked about a schedule.
    """

    task: str | None
    aspect: Aspect
    text: str
    answer: ScheduleRecord | None = None


def from_differences(differences: Iterable[Difference]) -> Iterator[Finding]:
    """Two records' differences as findings."""
    for one in differences:
        [text] = difference_lines([one])
        # `inputs.rows`, `wait before retry 1`, `order: did not wait for`, `run state`: the first word says it.
        word = one.field.replace(".", " ").replace(":", " ").split()[0]
        yield Finding(one.task, cast("Aspect", word), text)
