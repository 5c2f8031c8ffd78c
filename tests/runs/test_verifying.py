"""`verify` runs what `convert` gives: for another version of a file's own engine the edited file."""

from __future__ import annotations

from pathlib import Path

from polydag.api import convert
from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.runs.verifying import subjects
from polydag.translate import SourceFile, read_files

OLD = """\
from airflow import DAG
from airflow.operators.dummy import DummyOperator

with DAG("etl", schedule_interval=None) as dag:
    DummyOperator(task_id="a") >> DummyOperator(task_id="b")  # as it was
"""


def test_an_edited_file_is_verified_task_by_task(tmp_path: Path) -> None:
    file = tmp_path / "etl.py"
    file.write_text(OLD)
    readings = read_files([SourceFile(file, file.name)])
    targets = (parse_target("airflow@3.3"),)
    [subject] = subjects(readings, targets, tmp_path / "out", Options())
    edited = subject.stages[1]
    assert edited.file.read_text() == convert(file, to="airflow@3.3").code
    assert 'EmptyOperator(task_id="b")  # as it was' in edited.file.read_text()
    assert edited.placements is not None
    assert {id: place.address for id, place in edited.placements.items()} == {"a": "a", "b": "b"}
