"""What the last full run showed, kept in the suite as `behaviour.json`: small, and the same for the same behaviour."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from polydag.conformance.judging import Judgement, Outcome
from polydag.conformance.result import Result
from polydag.conformance.stated import Stated, SuiteError, stated
from polydag.conformance.suite import Suite

SCHEMA = 1


class Shown(Stated):
    """What a column of a case showed: runs by outcome, and what the conversion told beyond notes."""

    passed: int = 0
    deviates: int = 0
    failed: int = 0
    told: tuple[str, ...] = ()


class Recorded(Stated):
    """Every case's columns."""

    schema_version: int = SCHEMA
    cases: dict[str, dict[str, Shown]] = {}

    def to_json(self) -> str:
        """A line per case, so that two people who add cases do not meet."""
        lines = [
            f"{json.dumps(id)}: {json.dumps({n: _short(shown) for n, shown in columns.items()})}"
            for id, columns in sorted(self.cases.items())
        ]
        head = f'"schema_version": {self.schema_version},\n"cases": {{\n'
        return "{\n" + head + ",\n".join(lines) + "\n}\n}\n"


def file_of(suite: Suite) -> Path:
    """Where a suite keeps it."""
    return suite.folder / "behaviour.json"


def load(suite: Suite) -> Recorded:
    """What a suite keeps; nothing where it was never recorded.

    Raises:
        SuiteError: the file holds something else.
    """
    file = file_of(suite)
    return stated(TypeAdapter(Recorded), file) if file.exists() else Recorded()


def recorded(result: Result, before: Recorded, ids: Iterable[str]) -> Recorded:
    """What was recorded before, with the cases of a result in place of what they showed then, without cases that are gone.

    Raises:
        SuiteError: a run was not made, so that there is nothing to record.
    """
    made = {case.id: _columns(result.of(case.id), result.told[case.id]) for case in result.cases}
    return Recorded(cases={id: c for id, c in (before.cases | made).items() if id in set(ids)})


def _columns(judgements: list[Judgement], told: Mapping[str, frozenset[str]]) -> dict[str, Shown]:
    columns: dict[str, Shown] = {}
    for name in dict.fromkeys(one.column for one in judgements):
        mine = [one for one in judgements if one.column == name]
        counts = Counter(one.outcome for one in mine)
        if counts[Outcome.NOT_RUN]:
            raise SuiteError(f"nothing is recorded: {mine[0].case} was not run on {name}")
        codes = () if mine[0].native else told.get(mine[0].engine, ())
        columns[name] = Shown(
            passed=counts[Outcome.PASSED],
            deviates=counts[Outcome.DEVIATES],
            failed=counts[Outcome.FAILED] + counts[Outcome.BROKEN],
            told=tuple(sorted(code for code in codes if code[-3] != "0")),
        )
    return columns


def _short(shown: Shown) -> dict[str, object]:
    return shown.model_dump(mode="json", exclude_defaults=True)
