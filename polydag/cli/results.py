"""Prints and writes what comparing runs showed: a few lines, tables, JSON, a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from polydag.cli import summary, writing
from polydag.runs.compare import Comparison, Verdict
from polydag.runs.comparison_page import page
from polydag.runs.comparison_table import difference_lines, matrix, table, verdict_line
from polydag.runs.results import PipelineResult, Results, was_told
from polydag.runs.schedules.table import schedule_lines

_FEW = 3
_AGAINST = {
    "source": "[green]against the source[/]",
    "reading": "[cyan]against the reading[/]",
    "reference": "against the reference",
}


class ReportFile(click.ParamType[Path]):
    """A file whose ending says the form: `.html` or `.json`."""

    name = "file.html|file.json"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Another ending is a usage error."""
        path = Path(str(value))
        if path.suffix not in (".html", ".json"):
            self.fail(f"`{value}` ends neither in .html nor in .json", param, ctx)
        return path


REPORT = click.option(
    "--report",
    type=ReportFile(),
    help="Also write all of it to this file: a page (.html) or JSON (.json).",
)


def write_report(found: Results, path: Path | None) -> None:
    """Write the report that was asked for, if one was."""
    if path is not None:
        text = page(found, conclusion(found)) if path.suffix == ".html" else found.to_json()
        writing.write_text(path, text)


def brief(found: PipelineResult) -> None:
    """A line that says what was held against what, one per target, and the first differences."""
    console = Console(soft_wrap=True, highlight=False)
    count = summary.number(len(found.scenarios), "scenario")
    first = found.sides[0] if found.against == "source" else ""
    console.print(
        f"{escape(found.path)}: {escape(found.id)}, {count} {_AGAINST[found.against]}"
        f"{first.removeprefix('source').replace('(', 'on ').replace(')', '')}"
    )
    for side in found.sides[1:]:
        console.print(f"  {side}: {_counted(found.of(side))}{_scheduled(found, side)}")
        for line in _first_lines(found, side):
            console.print(f"    {line}", markup=False)
    for target in found.refused:
        console.print(f"  {target}: [red]not written[/]")
    console.print("".join(f"  {line}\n" for line in _passed_over(found)), end="")


def full(found: PipelineResult) -> None:
    """The matrix of scenarios and engines, then the tasks under each scenario with every difference."""
    console = Console(highlight=False)
    console.print(matrix(found))
    for scenario in found.scenarios:
        console.print(table(scenario, f"{found.id}: {scenario.name}"))
        for comparison in scenario.comparisons:
            console.print(f"{verdict_line(comparison)}{_weaker(found)}", soft_wrap=True)
            for line in difference_lines(comparison.differences):
                console.print(f"  {line}", markup=False, soft_wrap=True)
    for line in _of_schedule(found):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    console.print("".join(f"{line}\n" for line in _passed_over(found)), end="")


def _passed_over(found: PipelineResult) -> Iterator[str]:
    """How many scenarios were not run, and how they would be; those that no stub can make; why no schedule was compared."""
    many = len(found.left_out)
    if many:
        number, all_of_them = summary.number(many, "scenario"), many + len(found.scenarios)
        yield f"left out: {number} more (--max-scenarios {all_of_them} runs them all)"
    yield from (f"not tried: {escape(missing)}" for missing in found.missing)
    if found.schedule is not None and found.schedule.unknown is not None:
        yield f"the schedule is not compared: {escape(found.schedule.unknown)}"


def differing(found: PipelineResult) -> None:
    """Only what is not equal, one line per difference or reason."""
    for scenario in found.scenarios:
        for line in _lines(scenario.comparisons):
            click.echo(f"{found.path}: {found.id}: {scenario.name}: {line}")
    for line in _of_schedule(found):
        click.echo(f"{found.path}: {found.id}: {line}")
    for target in found.refused:
        click.echo(f"{found.path}: {found.id}: not written for {target}")


def conclusion(found: Results) -> str:
    """All of it in a sentence."""
    counted = found.summary
    pipelines = summary.number(counted.pipelines, "pipeline")
    asked = [pipelines, summary.number(counted.scenarios, "scenario")]
    asked += [summary.number(counted.schedules, "schedule")] if counted.schedules else []
    parts = [f"{', '.join(asked)}: {counted.equal} equal"]
    words = {"different": counted.different, "failed to run": counted.failed}
    words["not run"] = counted.not_run
    parts += [f"{number} {word}" for word, number in words.items() if number]
    parts += [f"{counted.told} of them as told"] if counted.told else []
    left_out = sum(len(pipeline.left_out) for pipeline in found.pipelines)
    parts += [f"{summary.number(left_out, 'scenario')} left out"] if left_out else []
    unreadable = summary.number(len(found.unreadable), "file")
    parts += [f"{unreadable} not read in full"] if found.unreadable else []
    return ", ".join(parts)


def exit_code(found: Results, allow_told: bool = False) -> int:
    """2 where a runner could not do its work, else 1 where something differs or could not be written, else 0."""
    if found.summary.failed or found.summary.not_run:
        return 2
    different = found.summary.different - (found.summary.told if allow_told else 0)
    return int(bool(different) or any(p.refused for p in found.pipelines))


def _weaker(found: PipelineResult) -> str:
    # A source that no engine ran is only what polydag understood of it: another claim, in other words.
    return "" if found.against == "source" else f" ({_AGAINST[found.against]})"


def _counted(comparisons: list[Comparison]) -> str:
    """`[green]9 of 11 scenarios behave the same[/], …`."""
    equal = sum(c.verdict is Verdict.EQUAL for c in comparisons)
    told = sum(was_told(c) for c in comparisons)
    different = sum(c.verdict is Verdict.DIFFERENT for c in comparisons) - told
    failed = len(comparisons) - equal - different - told
    colour = "green" if equal == len(comparisons) else "yellow"
    parts = [
        f"[{colour}]{equal} of {summary.number(len(comparisons), 'scenario')} behave the same[/]"
    ]
    if different:
        parts.append(f"[red]{different} {'differs' if different == 1 else 'differ'}[/]")
    if told:
        parts.append(f"[yellow]{told} {'differs' if told == 1 else 'differ'} as told[/]")
    if failed:
        parts.append(f"[magenta]{failed} failed to run[/]")
    return ", ".join(parts)


def _scheduled(found: PipelineResult, side: str) -> str:
    """`, [green]the schedule is the same[/]`; nothing where there is none."""
    for comparison in found.schedule.comparisons if found.schedule else ():
        if comparison.sides[1] != side:
            continue
        if comparison.verdict is Verdict.EQUAL:
            return ", [green]the schedule is the same[/]"
        if comparison.verdict is Verdict.DIFFERENT:
            as_told = was_told(comparison)
            word = (
                "[yellow]the schedule differs as told[/]"
                if as_told
                else "[red]the schedule differs[/]"
            )
            return f", {word}"
        return ", [magenta]the schedule failed to run[/]"
    return ""


def _of_schedule(found: PipelineResult, side: str | None = None) -> Iterator[str]:
    """What is not equal about the schedule, of one side or of all."""
    for comparison in found.schedule.comparisons if found.schedule else ():
        if side in (None, comparison.sides[1]):
            if comparison.verdict in (Verdict.FAILED, Verdict.NOT_RUN):
                yield f"schedule: {comparison.verdict.value}: {comparison.reason}"
            yield from (f"schedule: {line}" for line in schedule_lines(comparison))


def _first_lines(found: PipelineResult, side: str) -> Iterable[str]:
    lines = [
        f"{scenario.name}: {line}"
        for scenario in found.scenarios
        for line in _lines(c for c in scenario.comparisons if c.sides[1] == side)
    ]
    lines += _of_schedule(found, side)
    yield from lines[:_FEW]
    if len(lines) > _FEW:
        yield f"… {len(lines) - _FEW} more (--verbose shows all)"


def _lines(comparisons: Iterable[Comparison]) -> Iterable[str]:
    for comparison in comparisons:
        if comparison.verdict in (Verdict.FAILED, Verdict.NOT_RUN):
            yield f"{comparison.verdict.value}: {comparison.reason}"
        yield from difference_lines(comparison.differences)
