"""An asset is the same in a schedule and among the outlets of a task, and the one that the source names."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.airflow import BACKEND
from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile

HEAD = """
from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronTriggerTimetable
from airflow.providers.standard.operators.empty import EmptyOperator
A = {asset}
with DAG("etl", schedule={schedule}):
    EmptyOperator(task_id="a", outlets=[A])
"""


def emitted(folder: Path, asset: str, schedule: str) -> str:
    path = folder / "etl.py"
    path.write_text(HEAD.format(asset=asset, schedule=schedule))
    reading = read_file(SourceFile(path, "etl.py"))
    assert reading.writable is not None
    return BACKEND.write(reading.writable, Options(), Collector()).draft.text


@pytest.mark.parametrize(
    "asset", ['Asset("s3://lake/x.csv")', 'Asset("x", uri="s3://lake/x.csv")', 'Asset("x")']
)
def test_every_mention_of_an_asset_says_the_same(tmp_path: Path, asset: str) -> None:
    assert emitted(tmp_path, asset, "[A]").count(asset) == 2


def test_a_condition_in_a_condition_is_written_with_its_assets(tmp_path: Path) -> None:
    written = emitted(tmp_path, 'Asset("x")', 'A | (Asset("y") & Asset("z"))')
    assert 'schedule=(Asset("x") | (Asset("y") & Asset("z")))' in written


def test_what_only_the_schedule_mentions_is_said_in_full(tmp_path: Path) -> None:
    elsewhere = 'Asset("y", extra={"of": "sales"})'
    assert elsewhere in emitted(tmp_path, 'Asset("x")', f"(A & {elsewhere})")
