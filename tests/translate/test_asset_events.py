"""What is noted about assets and read again, in the code for other engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

SOURCE = """
from airflow.sdk import Asset, asset, dag, task

RAW = Asset("raw", "s3://lake/raw")
TOTALS = Asset("totals")

@dag(schedule="@daily")
def etl():
    @task(outlets=[RAW])
    def load(*, outlet_events=None):
        outlet_events[RAW].extra["rows"] = len("abc")

    load()

@asset(schedule=RAW)
def copied(self, context):
    seen = [event.extra["rows"] for event in context["inlet_events"][RAW]]
    context["outlet_events"][self].extra = {"seen": seen, "run": context["run_id"]}
    return f"{self.name} of {RAW.uri}"

etl()
"""


@pytest.mark.parametrize(
    ("target", "lines", "codes"),
    [
        (
            "dagster",
            (
                'context.add_output_metadata({"rows": len("abc")})',
                'for event in asset_events(context, AssetKey("raw"))',
                'context.add_output_metadata({"seen": seen, "run": context.run_id})',
            ),
            {"DGW260"},
        ),
        (
            "prefect",
            (
                'add_asset_metadata(RAW, {"rows": len("abc")})',
                'for event in asset_events("s3://lake/raw")',
                'add_asset_metadata(COPIED, {"seen": seen, "run": runtime.flow_run.id})',
            ),
            {"PFW260"},
        ),
    ],
)
def test_notes_on_assets_are_the_targets_own(
    tmp_path: Path, target: str, lines: tuple[str, ...], codes: set[str]
) -> None:
    path = tmp_path / "etl.py"
    path.write_text(SOURCE)
    reading = read_file(SourceFile(path, "etl.py"))
    [output] = write([reading], [parse_target(target)], Options())
    text = output.text or ""
    assert not [line for line in lines if line not in text], text
    assert """return f"{'copied'} of {'s3://lake/raw'}\"""" in text
    told = {d.code for d in (*reading.diagnostics, *output.diagnostics) if d.code[3] in "23"}
    assert {code for code in told if code[3:] in ("260", "303", "331", "310")} == codes
