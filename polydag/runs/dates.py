"""The date of a run that nobody gave one: always the same, unless the pipeline does not run on it."""

from __future__ import annotations

from datetime import UTC, datetime

from polydag.ir.pipeline import Pipeline

DATE = "2026-01-05T00:00:00+00:00"


def date_for(pipeline: Pipeline) -> str:
    """The usual date, or the first one of a pipeline that starts later or has ended before.

    Outside of its dates a pipeline has no tasks on Airflow, and no partition on Dagster.
    """
    usual = datetime.fromisoformat(DATE)
    start, end = _known(pipeline.start), _known(pipeline.end)
    runs = (start is None or start <= usual) and (end is None or usual <= end)
    date = usual if runs else start or end or usual
    return date.astimezone(UTC).isoformat()


def _known(date: object) -> datetime | None:
    """A date as the source states it, in UTC where it names no zone; None for one that is computed."""
    if not isinstance(date, str):
        return None
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
