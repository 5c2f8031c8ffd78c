"""What a pipeline says of its runs by time although no clock starts any: it means nothing, and a note says so."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.settings import stated
from polydag.ir.pipeline import Pipeline

# What matters to runs by time alone.
UNCLOCKED = ("start", "catchup")


def is_unclocked(pipeline: Pipeline) -> bool:
    """Whether runs are started by hand, by another pipeline or by assets alone; what is not read may be a clock."""
    unread = any("schedule" in own for own in pipeline.extras.values())
    return not unread and all(schedule.kind == "assets" for schedule in pipeline.schedules)


def unclocked(pipeline: Pipeline, *names: str) -> Iterator[str]:
    """Those of the attributes that the pipeline states and no run of it can feel, with their values."""
    for name in names if is_unclocked(pipeline) else ():
        value = getattr(pipeline, name)
        if value not in (None, False):
            yield stated(name, value)
