"""A question about a schedule as a worker sees it, and its answer, in plain dataclasses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from polydag.runs.child.job import Job, Json, Scenario


@dataclass(frozen=True)
class Question:
    """Which runs a schedule starts between two moments, at most `limit`; `job` says where the pipeline is.

    `manner` says when the schedule is switched on, `live` or `late`, or that a `backfill` is asked for.
    """

    job: Job
    start: datetime
    end: datetime
    limit: int
    manner: str


@dataclass(frozen=True)
class Fire:
    """A run: when it starts, and the interval that it is about, where there is one."""

    at: datetime
    interval: tuple[datetime, datetime] | None = None


# What an engine answers: None where nothing starts the pipeline by itself.
Answer = Iterable[Fire] | None
Ask = Callable[[Question], Answer]


def is_question(raw: Json) -> bool:
    """Tell whether a line of the protocol asks about a schedule."""
    return raw.get("ask") == "schedule"


def parse(raw: Json) -> Question:
    """Return the question that one line of JSON stands for."""
    window = cast("dict[str, str]", raw["window"])
    job = Job(
        file=Path(str(raw["file"])),
        root=Path(str(raw["root"])),
        pipeline=str(raw["pipeline"]),
        stubs=True,
        logical_date=None,
        params={},
        fabricate=bool(raw["fabricate"]),
        real_time=False,
        time_limit=float(cast("float", raw["time_limit"])),
        tasks=(),
        scenario=Scenario(),
    )
    start, end = (datetime.fromisoformat(window[name]) for name in ("start", "end"))
    return Question(job, start, end, int(window["fires"]), window["manner"])


def answered(ask: Ask, question: Question) -> str:
    """Return the answer of an engine as one line of JSON."""
    found = ask(question)
    fires = [] if found is None else list(_bounded(found, question))
    return json.dumps({"scheduled": found is not None, "fires": [_plain(fire) for fire in fires]})


def _bounded(fires: Iterable[Fire], question: Question) -> Iterator[Fire]:
    """Yield the fires in the window, as far as they are asked for; a backfill is bounded by its intervals, by the engine."""
    count = 0
    for fire in fires:
        if question.manner != "backfill" and fire.at >= question.end:
            return
        if question.manner == "live" and fire.at < question.start:
            continue
        yield fire
        count += 1
        if count >= question.limit:
            return


def _plain(fire: Fire) -> Json:
    interval = [_utc(moment) for moment in fire.interval] if fire.interval else None
    return {"at": _utc(fire.at), "interval": interval}


def _utc(moment: datetime) -> str:
    return datetime.fromtimestamp(moment.timestamp(), UTC).isoformat()
