"""The runs that schedules start, side by side, for a terminal."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table

from polydag.runs.compare import Comparison
from polydag.runs.comparison_table import told, values
from polydag.runs.schedules.record import Fire, ScheduleRecord
from polydag.runs.schedules.results import ScheduleResult

HEADINGS = {
    "live": "runs from {start} on",
    "late": "runs that are made up for when the schedule is switched on at {end}",
    "backfill": "runs of a backfill from {start} to {end}",
}


def fires_table(found: ScheduleResult) -> Table:
    """A row per moment at which some side starts runs, a column per side; an interval where the engine says one."""
    zone = ZoneInfo(found.timezone)
    bounds = {name: _day(getattr(found.window, name), zone) for name in ("start", "end")}
    heading = HEADINGS[found.window.manner].format(**bounds)
    title = f"{escape(found.id)}: {heading}, in {found.timezone}"
    made = Table(title=title, title_justify="left")
    made.add_column("start", no_wrap=True)
    for side in found.records:
        made.add_column(side)
    moments = sorted({fire.at for record in found.records.values() for fire in record.fires})
    for moment in moments:
        cells = [_cell(record, moment, zone) for record in found.records.values()]
        made.add_row(time_of(moment, zone), *cells)
    if not moments:
        made.add_row("[dim]none[/]", *(_silence(record) for record in found.records.values()))
    return made


def schedule_lines(comparison: Comparison) -> list[str]:
    """Each difference on a line of its own."""
    return [f"{one.field}: {values(one)}{told(one)}" for one in comparison.differences]


def _cell(record: ScheduleRecord, moment: str, zone: ZoneInfo) -> str:
    fires = [fire for fire in record.fires if fire.at == moment]
    if fires:
        return ", ".join(_about(fire, zone) for fire in fires)
    return "[dim]–[/]" if record.fires else _silence(record)


def _silence(record: ScheduleRecord) -> str:
    """Why there is no run."""
    if record.runner.error is not None:
        return "[magenta]failed to run[/]"
    return "[dim]–[/]" if record.scheduled else "[yellow]nothing starts runs[/]"


def _about(fire: Fire, zone: ZoneInfo) -> str:
    if fire.interval is None or set(fire.interval) == {fire.at}:
        return "[green]run[/]"
    start, end = fire.interval
    until = "" if end == fire.at else f" to {time_of(end, zone)}"
    return f"[green]run[/] about {time_of(start, zone)}{until}"


def time_of(moment: str, zone: ZoneInfo) -> str:
    """A moment as it is told, in a zone."""
    local = datetime.fromisoformat(moment).astimezone(zone)
    seconds = f"{local:%S}" if local.second else ""
    return f"{local:%a %Y-%m-%d %H:%M}{':' if seconds else ''}{seconds} {local.tzname()}"


def _day(moment: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M}"
