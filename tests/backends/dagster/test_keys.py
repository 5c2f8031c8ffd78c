"""The key of an asset: what the code calls it is what runners and other pipelines look for."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

SOURCE = """
from airflow.sdk import DAG, Asset, task

ROWS = Asset("s3://bucket/my-rows.csv")

with DAG("produce"):
    @task(outlets=[ROWS])
    def make():
        return 1
    make()

with DAG("consume"):
    @task(inlets=[ROWS, Asset("s3://other/their-rows.csv")])
    def take():
        return 1
    take()
"""


def test_a_key_that_dagster_refuses_is_one_name_everywhere(tmp_path: Path) -> None:
    (tmp_path / "rows.py").write_text(SOURCE)
    reading = read_file(SourceFile(tmp_path / "rows.py", "rows.py"))
    [output] = write([reading], [parse_target("dagster")], Options())
    assert output.emission is not None
    produce = output.emission.pipelines[0]
    assert produce.placements["make"].address == "asset:bucket/my_rows_csv"
    assert output.text is not None
    assert "def my_rows_csv(" in output.text
    assert 'deps=[["bucket", "my_rows_csv"], ["other", "their_rows_csv"]]' in output.text


@pytest.mark.parametrize("more", ["", "\n@asset(schedule=None)\ndef others():\n    return 2\n"])
def test_no_job_is_called_like_an_asset_without_a_prefix(tmp_path: Path, more: str) -> None:
    text = "from airflow.sdk import asset\n\n@asset(schedule=None)\ndef orders():\n    return 1\n"
    (tmp_path / "orders.py").write_text(text + more)
    reading = read_file(SourceFile(tmp_path / "orders.py", "orders.py"))
    [output] = write([reading], [parse_target("dagster")], Options())
    assert output.emission is not None
    assert output.emission.pipelines[0].address == "orders_job"
    assert output.text is not None
    assert 'orders_job = define_asset_job("orders_job", selection=[orders])' in output.text
