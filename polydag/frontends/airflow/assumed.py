"""Tells what depends on the version that a file is read as, where nothing says which one it is written for."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.frontends.airflow.codes import VersionAssumed
from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.handles import AssetHandle, TimetableHandle
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.schedules import NAMES
from polydag.syntax.data import Known, ListData, TupleData

_WITHOUT_DATES = ("@once", "@continuous", "None", None)


def tell_assumed(reading: Reading, draft: PipelineDraft) -> None:
    """Say what Airflow 3 would make of the schedule; nothing where it makes the same of it."""
    if not reading.era.assumed or not draft.is_own:
        return
    otherwise = " and ".join(_otherwise(draft))
    if otherwise:
        told = VersionAssumed(
            pipeline=draft.id,
            version=reading.era.version,
            otherwise=otherwise,
            span=draft.site.span,
        )
        reading.tell(told)


def _otherwise(draft: PipelineDraft) -> Iterator[str]:
    stated = [draft.given.peek(name) for name in NAMES]
    datum = next((found for found in stated if found is not None), None)
    if datum is None:
        yield "it has no schedule, as none is stated"
        return
    if isinstance(datum, AssetHandle | ListData | TupleData):
        return
    if isinstance(datum, Known) and datum.value in _WITHOUT_DATES:
        return
    if not isinstance(datum, TimetableHandle):
        yield "a run is about the moment at which it starts"
    if draft.given.peek("catchup") is None:
        yield "missed runs are not made up for"
