"""Every case of schedules, on every engine: the runs that start are those that the case says by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.conformance.schedule_cases import failures, load
from polydag.conformance.stated import SuiteError
from polydag.engines import targets
from polydag.runs.runners import Runners

CASES = sorted((Path(__file__).parents[2] / "conformance" / "schedules").glob("*.yaml"))


@pytest.mark.engines
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_engine_starts_the_runs_of_the_case(
    file: Path, runners: Runners, tmp_path: Path
) -> None:
    assert list(failures(load(file), targets(), tmp_path, runners)) == []


def test_a_file_that_states_no_case_is_told(tmp_path: Path) -> None:
    file = tmp_path / "schedule-empty.yaml"
    file.write_text("doc: nothing\n")
    with pytest.raises(SuiteError, match=r"schedule-empty\.yaml"):
        load(file)
