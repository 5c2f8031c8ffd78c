"""Wall time to moments where clocks change, by the rule of each engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def moment(wall: datetime, zone: ZoneInfo, engine: str) -> datetime:
    """The moment of a wall time that a cron names, in UTC.

    A time that is left out when clocks go forward: Airflow and the DSL are as much later on the new clock, Dagster starts when
    the new clock begins, Prefect as much earlier. One that comes twice: Prefect starts the first time, the others the second.
    """
    early, late = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if not _is_left_out(early):
        return (early if engine == "prefect" else late).astimezone(UTC)
    # In a gap fold 0 reads the time on the old clock, which is later on the new one, and fold 1 the other way round.
    if engine == "prefect":
        return late.astimezone(UTC)
    if engine == "dagster":
        return _change(late.astimezone(UTC), early.astimezone(UTC), zone)
    return early.astimezone(UTC)


def changes_near(at: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks change within a day of a moment."""
    return len({(at + shift).astimezone(zone).utcoffset() for shift in (-DAY, DAY - DAY, DAY)}) > 1


def _is_left_out(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(fold=0) != local.replace(fold=0)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute between two moments when the zone's offset changes."""
    old = before.astimezone(zone).utcoffset()
    minutes = int((after - before) / timedelta(minutes=1))
    steps = (before + timedelta(minutes=count) for count in range(minutes + 1))
    return next(step for step in steps if step.astimezone(zone).utcoffset() != old)
