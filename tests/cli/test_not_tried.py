"""What cannot be made to happen is printed with the result, and stands in the JSON."""

from __future__ import annotations

import pytest

from polydag.cli.results import brief, full
from polydag.runs.results import PipelineResult, results

MISSING = "items of load: none, one, many (they come from the parameter `files`)"


def test_a_scenario_that_no_stub_can_make_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    found = PipelineResult(
        path="etl.py",
        id="etl",
        against="reference",
        sides=("reference",),
        scenarios=(),
        missing=(MISSING,),
    )
    for shown in (brief, full):
        shown(found)
        assert f"not tried: {MISSING}" in " ".join(capsys.readouterr().out.split())
    assert MISSING in results([found], {}).to_json()
