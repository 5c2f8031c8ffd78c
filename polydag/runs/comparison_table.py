"""Runs side by side as a table: per task the state and the attempts on each side, then the differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table

from polydag.ir.graph import Graph
from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Comparison, Difference, Side, Verdict
from polydag.runs.normalise import normalised
from polydag.runs.record import RunRecord, TaskRecord

COLOURS = {
    "success": "green",
    "failed": "red",
    "skipped": "cyan",
    "upstream_failed": "yellow",
    "not_run": "dim",
}


def table(pipeline: Pipeline, reference: RunRecord, sides: Sequence[Side], title: str) -> Table:
    """One column per side, one row per task that some side has, one for the run."""
    made = Table(title=title, title_justify="left")
    made.add_column("task")
    for side in sides:
        made.add_column(side.name)
    graph = Graph(pipeline)
    columns = [_cells(side, reference, graph) for side in sides]
    for id in graph.tasks:
        cells = [column.get(id, "[dim]–[/]") for column in columns]
        if any(id in column for column in columns):
            made.add_row(id, *cells)
    made.add_section()
    made.add_row("run", *(_run(side) for side in sides))
    return made


def verdict_line(comparison: Comparison) -> str:
    """One sentence, with colour: equal, different and how often, or why there is no answer."""
    left, right = comparison.sides
    if comparison.verdict is Verdict.EQUAL:
        return f"[green]equal[/]: {right} behaves like {left}"
    if comparison.verdict is Verdict.DIFFERENT:
        return (
            f"[red]different[/]: {right} and {left} differ in {len(comparison.differences)} points"
        )
    return f"[magenta]{comparison.verdict.value}[/]: {comparison.reason}"


def difference_lines(differences: Iterable[Difference]) -> list[str]:
    """Each difference on a line of its own."""
    return [
        f"{_name(one)}: {one.field}: "
        + ", ".join(f"{side} {value!r}" for side, value in one.values.items())
        for one in differences
    ]


def _name(difference: Difference) -> str:
    if difference.task is None:
        return "run"
    index = difference.map_index
    return difference.task if index is None else f"{difference.task}[{index}]"


def _cells(side: Side, reference: RunRecord, graph: Graph) -> dict[str, str]:
    if side.record is None or side.record.runner.error is not None:
        return {}
    grouped: dict[str, list[TaskRecord]] = {}
    for record in normalised(side.record, reference, graph).values():
        grouped.setdefault(record.id, []).append(record)
    return {id: _cell(records) for id, records in grouped.items()}


def _cell(records: list[TaskRecord]) -> str:
    """The state, the number of attempts where there were several, the number of instances where mapped."""
    states = dict.fromkeys(record.state for record in records)
    text = " / ".join(f"[{COLOURS[state]}]{state}[/]" for state in states)
    attempts = max(len(record.attempts) for record in records)
    instances = sum(record.map_index is not None for record in records)
    text += f" ({attempts} attempts)" if attempts > 1 else ""
    return text + (f" ×{instances}" if instances else "")


def _run(side: Side) -> str:
    if side.record is None:
        return "[magenta]not run[/]"
    if side.record.run is None:
        return "[magenta]failed to run[/]"
    state = side.record.run.state
    return f"[{COLOURS[state]}]{state}[/]"
