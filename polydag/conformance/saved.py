"""The suite's result as JSON, versioned."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from polydag.conformance.judging import Judgement, Outcome
from polydag.conformance.result import Result


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SavedDeviation(_Part):
    """Why a run may differ."""

    kind: str
    reason: str
    code: str | None


class SavedRun(_Part):
    """One judgement: `lines` say what is wrong, `excused` what the deviations cover."""

    scenario: str
    column: str
    engine: str
    native: bool
    outcome: Outcome
    lines: tuple[str, ...]
    excused: tuple[str, ...]
    deviations: tuple[SavedDeviation, ...]


class SavedCase(_Part):
    """A case and its runs; `told` are the codes of its conversions, by target."""

    id: str
    doc: str
    tags: tuple[str, ...]
    source: str
    told: dict[str, tuple[str, ...]]
    runs: tuple[SavedRun, ...]


class SavedResult(_Part):
    """The whole result, without times and places."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    engines: tuple[str, ...]
    summary: dict[Outcome, int]
    cases: tuple[SavedCase, ...]

    def to_json(self) -> str:
        """The text of the file."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def saved(result: Result) -> SavedResult:
    """The result as it is written to a file."""
    return SavedResult(
        engines=tuple(engine.key for engine in result.engines),
        summary={outcome: result.counts[outcome] for outcome in Outcome},
        cases=tuple(
            SavedCase(
                id=case.id,
                doc=case.doc,
                tags=case.tags,
                source=case.source,
                told={e: tuple(sorted(codes)) for e, codes in result.told[case.id].items()},
                runs=tuple(_run(one) for one in result.of(case.id)),
            )
            for case in result.cases
        ),
    )


def _run(judgement: Judgement) -> SavedRun:
    return SavedRun(
        scenario=judgement.scenario,
        column=judgement.column,
        engine=judgement.engine,
        native=judgement.native,
        outcome=judgement.outcome,
        lines=judgement.lines,
        excused=tuple(finding.text for finding in judgement.excused),
        deviations=tuple(
            SavedDeviation(kind=one.kind, reason=one.reason, code=one.code)
            for one in judgement.deviations
        ),
    )
