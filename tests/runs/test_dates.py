"""The date of a run that nobody gave one."""

from __future__ import annotations

import pytest

from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.runs.dates import DATE, date_for


@pytest.mark.parametrize(
    ("start", "end", "date"),
    [
        pytest.param(None, None, DATE, id="the usual one"),
        pytest.param("2020-01-01T00:00:00", "2030-01-01T00:00:00", DATE, id="inside its dates"),
        pytest.param(
            "2026-06-01T00:00:00",
            None,
            "2026-06-01T00:00:00+00:00",
            id="the first one of a pipeline that starts later",
        ),
        pytest.param(
            "2026-06-01T00:00:00+02:00", None, "2026-05-31T22:00:00+00:00", id="in another zone"
        ),
        pytest.param(
            "2025-01-01T00:00:00",
            "2025-02-01T00:00:00",
            "2025-01-01T00:00:00+00:00",
            id="the first one of a pipeline that has ended",
        ),
        pytest.param(
            None, "2025-02-01T00:00:00", "2025-02-01T00:00:00+00:00", id="the last one known"
        ),
        pytest.param(Symbolic(text="today()"), None, DATE, id="the start is computed"),
    ],
)
def test_a_pipeline_runs_on_a_date_on_which_it_has_tasks(
    start: str | Symbolic | None, end: str | None, date: str
) -> None:
    assert date_for(Pipeline(id="etl", start=start, end=end)) == date
