"""Labels of edges and words about groups are written for Airflow, and told for engines whose graphs show none."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import emitted

TEXT = """
from airflow.sdk import DAG, Asset, Label, TaskGroup, task

with DAG("etl"):

    @task(outlets=[Asset("s3://rows")], inlets=[Asset("s3://in")])
    def rows(): ...

    with TaskGroup("checks", tooltip="What is checked"):

        @task(trigger_rule="all_done")
        def check(): ...

        checked = check()
    rows() >> Label("new rows") >> checked
"""


@pytest.mark.parametrize("target", ["airflow@3.3", "dagster", "prefect"])
def test_nothing_of_the_graph_is_lost_in_silence(target: str, tmp_path: Path) -> None:
    path = tmp_path / "etl.py"
    path.write_text(TEXT)
    emission, told = emitted(
        read_file(SourceFile(path, path.name)), parse_target(target), Options()
    )
    assert emission is not None
    messages = "\n".join(d.message for d in told)
    words = ("new rows", "What is checked", "s3://rows", "s3://in")
    seen = emission.draft.text if target.startswith("airflow") else messages + emission.draft.text
    assert [word for word in words if word not in seen] == []
    assert ('>> Label("new rows") >>' in emission.draft.text) is target.startswith("airflow")
