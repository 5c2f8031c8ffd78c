"""Tags of Dagster's jobs keep their values in every engine, and on the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

JOB = """
import os
from dagster import job, op

@op
def load():
    return 1

@job(tags={"team": "x", "tier": os.environ["TIER"], "dagster/max_runtime": 600})
def etl():
    load()
"""


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("dagster", '{"team": "x", "tier": os.environ["TIER"], "dagster/max_runtime": "600"}'),
        ("airflow", """timedelta(minutes=10), tags=["team:x", f"tier:{os.environ['TIER']}"]"""),
        ("prefect", """tags("team:x", f"tier:{os.environ['TIER']}")"""),
    ],
)
def test_values_of_tags_are_kept(tmp_path: Path, target: str, said: str) -> None:
    file = tmp_path / "etl.py"
    file.write_text(JOB)
    reading = read_file(SourceFile(file, "etl.py"))
    [made] = write([reading], [parse_target(target)], Options(dagster_style="ops"))
    assert said in " ".join(str(made.text).split())
