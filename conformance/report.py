"""The suite's result as a table, as JSON, and as the closing line that a build server reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from conformance.judging import Judgement
from conformance.prepare import Prepared
from polydag.runs.compare import Verdict

COLUMNS = ("reference", "source", "airflow-3.3", "dagster-1.13", "prefect-3.8")


def show(prepared: Sequence[Prepared], judgements: Sequence[Judgement], console: Console) -> None:
    """Print the matrix, then every finding, one a line."""
    table = Table(title="cases and the scenarios that behaved as they must")
    table.add_column("case")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for one in prepared:
        mine = [judgement for judgement in judgements if judgement.case == one.case.id]
        table.add_row(one.case.id, *(_cell([j for j in mine if j.column == c]) for c in COLUMNS))
    console.print(table)
    for one in prepared:
        for problem in one.problems:
            console.print(f"{one.case.id}: {problem}", markup=False, highlight=False)
    for judgement in judgements:
        for line in judgement.lines:
            where = f"{judgement.case} [{judgement.scenario}] {judgement.column}"
            console.print(f"{where}: {line}", markup=False, highlight=False, soft_wrap=True)


def _cell(judgements: list[Judgement]) -> str:
    if not judgements:
        return "[dim]–[/]"
    if all(judgement.verdict is Verdict.NOT_RUN for judgement in judgements):
        return "[yellow]not run[/]"
    passed = sum(judgement.passed for judgement in judgements)
    colour = "green" if passed == len(judgements) else "red"
    return f"[{colour}]{passed}/{len(judgements)}[/]"


def save(prepared: Iterable[Prepared], judgements: Iterable[Judgement], file: Path) -> None:
    """Write the whole result as JSON."""
    judgements = list(judgements)
    data = {
        "schema": 1,
        "cases": [
            {
                "id": one.case.id,
                "doc": one.case.doc,
                "tags": list(one.case.tags),
                "problems": list(one.problems),
                "runs": [
                    {
                        "scenario": j.scenario,
                        "engine": j.column,
                        "verdict": j.verdict.value,
                        "lines": list(j.lines),
                    }
                    for j in judgements
                    if j.case == one.case.id
                ],
            }
            for one in prepared
        ],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=2) + "\n")
