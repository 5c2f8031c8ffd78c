"""What comparing runs showed as one page of HTML: the matrix per pipeline, below it the tasks under each scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from polydag.diagnostics import registry
from polydag.rendering.page import render_page
from polydag.runs.compare import Comparison, Difference, Verdict
from polydag.runs.comparison_table import place, starts, values
from polydag.runs.results import PipelineResult, Results, ScenarioResult, TaskResult, was_told
from polydag.runs.schedules.results import ScheduleResult
from polydag.runs.schedules.table import time_of

# The first moments of a schedule that are shown, and as many of those at which sides differ.
_MOMENTS = 10
_KINDS = {
    Verdict.EQUAL: "equal",
    Verdict.DIFFERENT: "different",
    Verdict.FAILED: "broken",
    Verdict.NOT_RUN: "broken",
}


@dataclass(frozen=True)
class Cell:
    """A state, and a verdict where one belongs beside it; `kind` says how it is coloured."""

    text: str
    kind: str
    verdict: str = ""
    verdict_kind: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; `anchor` is where more about it stands, `kind` says how it is set off."""

    name: str
    cells: tuple[Cell, ...]
    anchor: str = ""
    kind: str = "plain"


@dataclass(frozen=True)
class Code:
    """A diagnostic's code and the first sentence of its manual."""

    code: str
    meaning: str


@dataclass(frozen=True)
class Line:
    """A difference, or the reason why there is no verdict."""

    place: str
    field: str
    values: str = ""
    told: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Word:
    """A coloured word."""

    text: str
    kind: str


@dataclass(frozen=True)
class Section:
    """A table of what the sides did, and what differs between them; open where something is not equal."""

    anchor: str
    name: str
    column: str
    is_open: bool
    verdicts: tuple[Word, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chapter:
    """Sections of one kind under a heading."""

    heading: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class PipelineSection:
    """One pipeline."""

    id: str
    path: str
    against: str
    sides: tuple[str, ...]
    rows: tuple[Row, ...]
    chapters: tuple[Chapter, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """The whole page."""

    title: str
    sentence: str
    version: str
    pipelines: tuple[PipelineSection, ...]
    unreadable: tuple[Line, ...]


def page(found: Results, sentence: str) -> str:
    """The page; `sentence` sums it up."""
    pipelines = tuple(_pipeline(p, number) for number, p in enumerate(found.pipelines, start=1))
    unreadable = tuple(
        Line(path, _message(told)) for path, every in found.unreadable.items() for told in every
    )
    made = Page("Behaviour compared", sentence, found.polydag, pipelines, unreadable)
    return render_page("pages/comparison.html.jinja", made)


def _message(told: JsonValue) -> str:
    return f"{told['code']}: {told['message']}" if isinstance(told, dict) else str(told)


def _pipeline(found: PipelineResult, number: int) -> PipelineSection:
    anchors = [f"p{number}-s{position}" for position in range(1, len(found.scenarios) + 1)]
    pairs = list(zip(found.scenarios, anchors, strict=True))
    rows = [Row(s.name, tuple(_runs(s, found.sides)), anchor) for s, anchor in pairs]
    chapters = [Chapter("Task by task", tuple(_scenario(s, a, found.sides) for s, a in pairs))]
    if found.schedule is not None:
        schedule = _schedule(found.schedule, f"p{number}-schedule")
        rows.append(Row("schedule", tuple(_counts(found.schedule)), schedule.anchor))
        chapters.append(Chapter("Which runs start", (schedule,)))
    return PipelineSection(
        id=found.id,
        path=found.path,
        against=found.against,
        sides=found.sides,
        rows=tuple(rows),
        chapters=tuple(chapters),
        refused=tuple(found.refused),
    )


def _runs(scenario: ScenarioResult, sides: tuple[str, ...]) -> Iterator[Cell]:
    """The state of the run on each side, with the verdict where there is one."""
    verdicts = {comparison.sides[1]: comparison for comparison in scenario.comparisons}
    for side in sides:
        state, comparison = scenario.run[side], verdicts.get(side)
        if state is None:
            why = Verdict.FAILED if scenario.records[side] else Verdict.NOT_RUN
            yield Cell(why.value, "broken")
        elif comparison is None or comparison.verdict not in (Verdict.EQUAL, Verdict.DIFFERENT):
            yield Cell(state, state)
        else:
            word, kind = _verdict(comparison)
            yield Cell(state, state, word, kind, comparison.verdict is Verdict.DIFFERENT)


def _counts(found: ScheduleResult) -> Iterator[Cell]:
    """How many runs every side starts, with the verdict."""
    verdicts = {comparison.sides[1]: comparison for comparison in found.comparisons}
    for side, record in found.records.items():
        kind = "broken" if record.runner.error is not None else "plain"
        word = _verdict(verdicts[side]) if side in verdicts else ("", "")
        differs = side in verdicts and verdicts[side].verdict is Verdict.DIFFERENT
        yield Cell(starts(record), kind, *word, differs=differs)


def _schedule(found: ScheduleResult, anchor: str) -> Section:
    """The runs that every side starts, at the first moments and where they differ."""
    unknown = [Line("not compared", found.unknown)] if found.unknown else []
    window = f"{found.window.start[:10]} to {found.window.end[:10]}, in {found.timezone}"
    return _section(anchor, window, "start", [*_moments(found)], found.comparisons, unknown)


def _moments(found: ScheduleResult) -> Iterator[Row]:
    zone = ZoneInfo(found.timezone)
    on = {
        name: {fire.at for fire in record.fires} if record.runner.error is None else None
        for name, record in found.records.items()
    }
    known = [moments for moments in on.values() if moments is not None]
    every = sorted(set().union(*known))
    differing = [at for at in every if any(at not in moments for moments in known)]
    for at in sorted({*every[:_MOMENTS], *differing[:_MOMENTS]}):
        starting = [
            "–" if moments is None or at not in moments else "run" for moments in on.values()
        ]
        cells = (Cell(word, "plain", differs=at in differing) for word in starting)
        yield Row(time_of(at, zone), tuple(cells))


def _verdict(comparison: Comparison) -> tuple[str, str]:
    if was_told(comparison):
        return "different, told", "told"
    return comparison.verdict.value, _KINDS[comparison.verdict]


def _scenario(scenario: ScenarioResult, anchor: str, sides: tuple[str, ...]) -> Section:
    """The tasks under one scenario, and the run."""
    differing = {
        comparison.sides[1]
        for comparison in scenario.comparisons
        if any(difference.task is None for difference in comparison.differences)
    }
    rows = [Row(t.id, tuple(_task(t, side) for side in sides)) for t in scenario.tasks]
    run = (
        Cell(cell.text, cell.kind, differs=side in differing)
        for side, cell in zip(sides, _runs(scenario, sides), strict=True)
    )
    rows.append(Row("run", tuple(run), kind="run"))
    return _section(anchor, scenario.name, "task", rows, scenario.comparisons)


def _section(
    anchor: str,
    name: str,
    column: str,
    rows: Iterable[Row],
    comparisons: Sequence[Comparison],
    lines: Iterable[Line] = (),
) -> Section:
    return Section(
        anchor=anchor,
        name=name,
        column=column,
        is_open=any(one.verdict is not Verdict.EQUAL for one in comparisons),
        verdicts=tuple(_words(comparisons)),
        rows=tuple(rows),
        lines=(*lines, *_differences(comparisons)),
    )


def _words(comparisons: Iterable[Comparison]) -> Iterator[Word]:
    for comparison in comparisons:
        word, kind = _verdict(comparison)
        yield Word(f"{comparison.sides[1]}: {word}", kind)


def _task(task: TaskResult, side: str) -> Cell:
    """The states, how many attempts where there were several, how many instances where mapped."""
    states = task.states.get(side)
    if not states:
        return Cell("–", "none")
    attempts, instances = task.attempts[side], task.instances[side]
    text = " / ".join(states)
    text += f", {attempts} attempts" if attempts > 1 else ""
    text += f" ×{instances}" if instances else ""
    return Cell(text, states[0], differs=task.verdicts.get(side) is Verdict.DIFFERENT)


def _differences(comparisons: Iterable[Comparison]) -> Iterator[Line]:
    for comparison in comparisons:
        if comparison.verdict in (Verdict.FAILED, Verdict.NOT_RUN):
            yield Line(comparison.verdict.value, comparison.reason or "")
        yield from (_line(difference) for difference in comparison.differences)


def _line(difference: Difference) -> Line:
    told = tuple(Code(code, _meaning(code)) for code in difference.told)
    return Line(place(difference), difference.field, values(difference), told)


def _meaning(code: str) -> str:
    known = registry().get(code)
    return " ".join(known.manual().partition("\n\n")[0].split()) if known else ""
