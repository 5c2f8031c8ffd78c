"""What `--assume` says reaches loops over what no file tells."""

from __future__ import annotations

from pathlib import Path

from pydantic import JsonValue

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.expand import expanded
from polydag.runs.stages import on_engines
from polydag.runs.verifying import subjects
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.cli.conftest import Cli

TEXT = """
from airflow.sdk import DAG, Variable, task

@task
def load(name):
    return name

with DAG("etl", schedule=None):
    for name in Variable.get("tables", deserialize_json=True):
        load.override(task_id=f"load_{name}")(name)
"""
ASSUMED: dict[str, JsonValue] = {"tables": ["x", "y"]}
IDS = ["load_x", "load_y"]


def test_a_run_of_the_reference_has_the_tasks_of_every_iteration(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "etl.py").write_text(TEXT)
    assumed = ("--assume", 'tables=["x", "y"]')
    done = cli("run", str(tmp_path / "etl.py"), "--on", "reference", *assumed)
    assert done.code == 0
    assert [id for id in IDS if id in done.out] == IDS


def test_the_stages_of_engines_have_them_too(tmp_path: Path) -> None:
    (tmp_path / "etl.py").write_text(TEXT)
    reading = read_file(SourceFile(tmp_path / "etl.py", "etl.py"))
    assert reading.module is not None
    [pipeline] = reading.module.pipelines
    prefect, out = parse_target("prefect"), tmp_path / "out"
    [stage] = on_engines(reading, pipeline, [prefect], out, assumed=ASSUMED).stages
    [subject] = subjects([reading], [prefect], out, Options(), assumed=ASSUMED)
    for staged in (stage, *subject.stages):
        assert [one.id for one in expanded(staged.pipeline).tasks] == IDS
