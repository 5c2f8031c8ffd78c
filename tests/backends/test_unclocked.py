"""Without a clock that starts runs a first day and catching up say nothing: a note; with one they are told as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import emitted

TEXT = """
import datetime
from airflow.sdk import DAG, Asset, task

with DAG("etl", schedule={schedule}, start_date=datetime.datetime(2026, 1, 1), catchup=True):

    @task
    def load(): ...

    load()
"""


@pytest.mark.parametrize("target", ["airflow@3.3", "dagster", "prefect"])
@pytest.mark.parametrize("schedule", ["None", '[Asset("orders")]', '"@daily"', "Own()"])
def test_what_no_clock_needs_is_a_note(schedule: str, target: str, tmp_path: Path) -> None:
    path = tmp_path / "etl.py"
    path.write_text(TEXT.format(schedule=schedule))
    reading = read_file(SourceFile(path, path.name))
    emission, told = emitted(reading, parse_target(target), Options())
    assert emission is not None
    notes = [d.message.split("=")[0] for d in told if d.code == "IR006"]
    others = " ".join(d.message for d in told if d.code != "IR006" and d.severity)
    unclocked = schedule in ("None", '[Asset("orders")]')
    if target.startswith("airflow"):
        assert "start_date=" in emission.draft.text
        assert notes == ["`catchup"] * (schedule == "None")
    else:
        assert notes == ["`start", "`catchup"] * unclocked
        assert ("`start" in others, "`catchup" in others) == (not unclocked, not unclocked)
