"""What comparing runs showed, for a terminal: the matrix of scenarios and engines, tasks side by side, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.markup import escape
from rich.table import Table

from polydag.runs.compare import Comparison, Difference, Verdict
from polydag.runs.results import PipelineResult, ScenarioResult, TaskResult, was_told
from polydag.runs.schedules.record import ScheduleRecord
from polydag.runs.schedules.results import ScheduleResult

COLOURS = {
    "success": "green",
    "failed": "red",
    "skipped": "cyan",
    "upstream_failed": "yellow",
    "not_run": "dim",
}
VERDICT_COLOURS = {
    Verdict.EQUAL: "green",
    Verdict.DIFFERENT: "red",
    Verdict.FAILED: "magenta",
    Verdict.NOT_RUN: "magenta",
}


def matrix(pipeline: PipelineResult) -> Table:
    """A row per scenario, a column per side: the state of the run and the verdict; below them how many runs start."""
    made = Table(title=f"{escape(pipeline.id)}: scenarios × engines", title_justify="left")
    made.add_column("scenario")
    for side in pipeline.sides:
        made.add_column(side)
    for scenario in pipeline.scenarios:
        verdicts = {c.sides[1]: _verdict(c) for c in scenario.comparisons}
        cells = [f"{_run(scenario, side)}{verdicts.get(side, '')}" for side in pipeline.sides]
        made.add_row(escape(scenario.name), *cells)
    if pipeline.schedule is not None:
        made.add_section()
        made.add_row("schedule", *_schedule(pipeline.schedule))
    return made


def table(scenario: ScenarioResult, title: str) -> Table:
    """One column per side, one row per task that some side has, one for the run."""
    sides = tuple(scenario.run)
    made = Table(title=escape(title), title_justify="left")
    made.add_column("task")
    for side in sides:
        made.add_column(side)
    for task in scenario.tasks:
        made.add_row(escape(task.id), *(_cell(task, side) for side in sides))
    made.add_section()
    made.add_row("run", *(_run(scenario, side) for side in sides))
    return made


def verdict_line(comparison: Comparison) -> str:
    """One sentence, with colour: equal, different and how often, or why there is no answer."""
    left, right = comparison.sides
    colour = VERDICT_COLOURS[comparison.verdict]
    if comparison.verdict is Verdict.EQUAL:
        return f"[{colour}]equal[/]: {right} behaves like {left}"
    if comparison.verdict is Verdict.DIFFERENT:
        count = len(comparison.differences)
        points = "1 point" if count == 1 else f"{count} points"
        return f"[{colour}]different[/]: {right} and {left} differ in {points}"
    return f"[{colour}]{comparison.verdict.value}[/]: {escape(comparison.reason or '')}"


def difference_lines(differences: Iterable[Difference]) -> list[str]:
    """Each difference on a line of its own."""
    return [f"{place(one)}: {one.field}: {values(one)}{told(one)}" for one in differences]


def place(difference: Difference) -> str:
    """The task, with the instance of a mapped one, or the run."""
    if difference.task is None:
        return "run"
    index = difference.map_index
    return difference.task if index is None else f"{difference.task}[{index}]"


def values(difference: Difference) -> str:
    """The value on each side."""
    return ", ".join(f"{side} {value!r}" for side, value in difference.values.items())


def told(difference: Difference) -> str:
    """`, told by DGW221`, or nothing where nobody told it."""
    return f", told by {', '.join(difference.told)}" if difference.told else ""


def _schedule(found: ScheduleResult) -> Iterator[str]:
    verdicts = {c.sides[1]: _verdict(c) for c in found.comparisons}
    for side, record in found.records.items():
        failed = record.runner.error is not None
        yield f"{'[magenta]' if failed else '[default]'}{starts(record)}[/]{verdicts.get(side, '')}"


def starts(record: ScheduleRecord) -> str:
    """How many runs a side starts, or why none."""
    if record.runner.error is not None:
        return "failed to run"
    if not record.scheduled:
        return "nothing starts runs"
    return f"{len(record.fires)} run{'s' if len(record.fires) != 1 else ''}"


def _verdict(comparison: Comparison) -> str:
    if comparison.verdict in (Verdict.FAILED, Verdict.NOT_RUN):
        return ""
    word = f"{comparison.verdict.value}{', told' if was_told(comparison) else ''}"
    return f" · [{VERDICT_COLOURS[comparison.verdict]}]{word}[/]"


def _cell(task: TaskResult, side: str) -> str:
    """The state, the number of attempts where there were several, the number of instances where mapped."""
    if side not in task.states:
        return "[dim]–[/]"
    text = " / ".join(f"[{COLOURS[state]}]{state}[/]" for state in task.states[side])
    attempts, instances = task.attempts[side], task.instances[side]
    text += f" ({attempts} attempts)" if attempts > 1 else ""
    text += f" ×{instances}" if instances else ""
    return f"[bold]{text} ≠[/]" if task.verdicts.get(side) is Verdict.DIFFERENT else text


def _run(scenario: ScenarioResult, side: str) -> str:
    state = scenario.run[side]
    if state is None:
        ran = scenario.records[side] is not None
        return "[magenta]failed to run[/]" if ran else "[magenta]not run[/]"
    return f"[{COLOURS[state]}]{state}[/]"
