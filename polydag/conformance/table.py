"""The suite's result as a table for people, then every finding, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from polydag.conformance.judging import Judgement, Outcome
from polydag.conformance.result import Result


def show(result: Result, console: Console) -> None:
    """Print the matrix and the findings."""
    table = Table(title="cases and the runs that behaved as they must")
    table.add_column("case", no_wrap=True)
    for column in result.columns:
        table.add_column(column, justify="right")
    for case in result.cases:
        mine = result.of(case.id)
        cells = [_cell([one for one in mine if one.column == c]) for c in result.columns]
        table.add_row(case.id, *cells)
    console.print(table)
    for line in finding_lines(result.judgements):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def finding_lines(judgements: Iterable[Judgement]) -> list[str]:
    """Each finding that no deviation excuses."""
    return [
        f"{one.case} [{one.scenario}] {one.column}: {line}"
        for one in judgements
        for line in one.lines
    ]


def _cell(judgements: Sequence[Judgement]) -> str:
    """How many runs passed; `~` counts those that deviate as stated."""
    if not judgements:
        return "[dim]–[/]"
    if all(one.outcome is Outcome.NOT_RUN for one in judgements):
        return "[yellow]not run[/]"
    passed = sum(one.passed for one in judgements)
    deviating = sum(one.outcome is Outcome.DEVIATES for one in judgements)
    colour = "green" if passed == len(judgements) else "red"
    return f"[{colour}]{passed}/{len(judgements)}[/]" + (
        f" [cyan]~{deviating}[/]" if deviating else ""
    )
