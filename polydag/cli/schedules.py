"""`polydag compare --schedule`: which runs each engine starts, without running any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import click
from rich.console import Console

from polydag.cli import options
from polydag.cli.progress import progress
from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Verdict
from polydag.runs.comparison_table import verdict_line
from polydag.runs.runners import Runners
from polydag.runs.schedules.asking import compare_schedules
from polydag.runs.schedules.record import Window
from polydag.runs.schedules.results import ScheduleResult, ScheduleResults
from polydag.runs.schedules.table import fires_table, schedule_lines
from polydag.runs.stages import native_engine
from polydag.runs.verifying import Subject

LENGTH = timedelta(days=366)
# Enough for every day of a year, both changes of clocks included.
VERIFIED = 400
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the user wants to know of a schedule, where he asks for one."""

    schedule: bool
    since: datetime | None
    until: datetime | None
    fires: int | None
    missed: Literal["late", "backfill"] | None

    def window(self, pipeline: Pipeline) -> Window:
        """The part of the time that is asked about: from the pipeline's first day on, for a year, unless it is stated."""
        start = _utc(self.since) or _first_day(pipeline) or datetime.fromisoformat(Window().start)
        end = _utc(self.until) or start + LENGTH
        if start >= end:
            raise _backwards(start, end)
        return Window(
            start=start.isoformat(),
            end=end.isoformat(),
            fires=self.fires or Window().fires,
            manner=self.missed or "live",
        )

    def check(self) -> None:
        """A usage error for options that say nothing without `--schedule`, and for a window that ends before it begins."""
        stated = {
            "--since": self.since,
            "--until": self.until,
            "--fires": self.fires,
            "--missed": self.missed,
        }
        for option, value in stated.items():
            if value is not None and not self.schedule:
                raise click.UsageError(f"{option} is about schedules: add --schedule")
        if self.since and self.until and self.since >= self.until:
            raise _backwards(self.since, self.until)


ASKED = options.bundled(
    "wanted",
    Asked,
    click.option(
        "--schedule", is_flag=True, help="Compare which runs the schedules start; nothing is run."
    ),
    click.option("--since", type=_MOMENT, help="From when on, in UTC; the pipeline's first day."),
    click.option("--until", type=_MOMENT, help="Up to when, in UTC; a year later."),
    click.option(
        "--fires", type=click.IntRange(1, 1000), metavar="N", help="At most so many runs; 10."
    ),
    click.option(
        "--missed",
        type=click.Choice(["late", "backfill"]),
        help="What is made up for by a schedule switched on at --until, or by a backfill.",
    ),
)


def verified(subject: Subject) -> Window | None:
    """The part of the time for which `verify` asks: a year from the first day on, at most 400 runs of each side.

    A file of Prefect has to be run for its schedules, so one in which none was read is not asked about.
    """
    pipeline = subject.pipeline
    if not pipeline.schedules and native_engine(subject.reading) in (None, "prefect"):
        return None
    anything = Asked(schedule=True, since=None, until=None, fires=VERIFIED, missed=None)
    return anything.window(pipeline)


def compare(subjects: Iterable[Subject], wanted: Asked, output_format: str) -> int:
    """Print which runs every side starts, and where they differ; 0 where they do not, 1 where they do, 2 without an answer."""
    asked = [(subject, wanted.window(subject.pipeline)) for subject in subjects]
    done = []
    with Runners() as runners, progress(len(asked)) as advance:
        for subject, window in asked:
            result = compare_schedules(subject, window, runners)
            done.append(result)
            advance(result.id)
            if output_format == "text":
                _print(result)
    found = ScheduleResults(pipelines=tuple(done))
    if output_format == "json":
        click.echo(found.to_json(), nl=False)
    verdicts = {comparison.verdict for comparison in found.comparisons}
    if verdicts & {Verdict.FAILED, Verdict.NOT_RUN}:
        return 2
    return int(Verdict.DIFFERENT in verdicts)


def _backwards(start: datetime, end: datetime) -> click.UsageError:
    return click.UsageError(f"--until {end:%Y-%m-%d %H:%M} is not after {start:%Y-%m-%d %H:%M}")


def _print(found: ScheduleResult) -> None:
    console = Console(highlight=False)
    console.print(fires_table(found))
    for comparison in found.comparisons:
        console.print(verdict_line(comparison), soft_wrap=True)
        for line in schedule_lines(comparison):
            console.print(f"  {line}", markup=False, soft_wrap=True)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _first_day(pipeline: Pipeline) -> datetime | None:
    if not isinstance(pipeline.start, str):
        return None
    start = datetime.fromisoformat(pipeline.start)
    return start if start.tzinfo else start.replace(tzinfo=UTC)
