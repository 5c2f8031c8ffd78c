"""The suite's result as one self-contained HTML page: the matrix, and below it every case with its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polydag import __version__
from polydag.conformance.case import Case
from polydag.conformance.judging import Judgement, Outcome
from polydag.conformance.result import Result
from polydag.rendering.page import render_page

_WORST = (Outcome.FAILED, Outcome.BROKEN, Outcome.NOT_RUN, Outcome.DEVIATES, Outcome.PASSED)


@dataclass(frozen=True)
class Cell:
    """A column of a case: what to print, and the class of its colour."""

    text: str
    kind: str
    title: str = ""


@dataclass(frozen=True)
class Line:
    """A finding, or why one is excused."""

    scenario: str
    column: str
    kind: str
    word: str
    text: str


@dataclass(frozen=True)
class CaseRow:
    """A case in the matrix, and what there is to tell of it."""

    id: str
    doc: str
    tags: str
    cells: tuple[Cell, ...]
    told: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    version: str
    cases: int
    runs: int
    totals: tuple[Cell, ...]
    columns: tuple[str, ...]
    rows: tuple[CaseRow, ...]


def html(result: Result) -> str:
    """The text of the page."""
    counts = result.counts
    totals = tuple(
        Cell(f"{counts[outcome]} {outcome.value}", _kind(outcome))
        for outcome in reversed(_WORST)
        if counts[outcome]
    )
    rows = tuple(_row(case, result) for case in result.cases)
    page = Page(__version__, len(rows), len(result.judgements), totals, result.columns, rows)
    return render_page("pages/conformance.html.jinja", page)


def _row(case: Case, result: Result) -> CaseRow:
    mine = result.of(case.id)
    cells = tuple(_cell([one for one in mine if one.column == c]) for c in result.columns)
    told = tuple(
        f"{engine}: {', '.join(sorted(codes))}"
        for engine, codes in result.told[case.id].items()
        if codes
    )
    lines = tuple(line for one in mine for line in _lines(one))
    return CaseRow(case.id, case.doc, ", ".join(case.tags), cells, told, lines)


def _cell(judgements: list[Judgement]) -> Cell:
    if not judgements:
        return Cell("–", "none")
    worst = min((one.outcome for one in judgements), key=_WORST.index)
    if worst is Outcome.NOT_RUN:
        return Cell("not run", _kind(worst))
    passed = sum(one.passed for one in judgements)
    names = [one.scenario for one in judgements if one.outcome is worst]
    title = "" if worst is Outcome.PASSED else f"{worst.value}: {'; '.join(names)}"
    return Cell(f"{passed}/{len(judgements)}", _kind(worst), title)


def _lines(judgement: Judgement) -> Iterator[Line]:
    outcome = judgement.outcome
    for text in judgement.lines:
        yield _line(judgement, outcome, outcome.value, text)
    for one in judgement.deviations:
        code = f" ({one.code})" if one.code else ""
        yield _line(judgement, Outcome.DEVIATES, one.kind, f"{one.reason}{code}")


def _line(judgement: Judgement, outcome: Outcome, word: str, text: str) -> Line:
    return Line(judgement.scenario, judgement.column, _kind(outcome), word, text)


def _kind(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "-")
