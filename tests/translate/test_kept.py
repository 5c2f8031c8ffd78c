"""What an edit of a file keeps is a note for that version, and lost for the other engines alone."""

from __future__ import annotations

from pathlib import Path

from polydag.engines import parse_target
from polydag.translate import convert_files
from polydag.translate.sources import SourceFile

TEXT = """
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator, PythonVirtualenvOperator

def pull(ti, names):
    ti.xcom_pull(task_ids=names[0])
    ti.xcom_pull(task_ids="start", key="nothing")

def lonely(**context):
    return context["run_id"]

with DAG("etl", schedule=None):
    start = BashOperator(task_id="start", bash_command="true")
    start >> PythonOperator(task_id="pull", python_callable=pull, op_kwargs={"names": ["start"]})
    PythonVirtualenvOperator(task_id="alone", python_callable=lonely, requirements=["rich"])
    BashOperator(task_id="later", bash_command="echo {{ ti.xcom_pull(task_ids='pull') }}")
    PythonOperator(task_id="nothing")
"""
LOST = {"AFR302", "AFR309", "AFR340", "AFR341"}


def test_what_an_edit_keeps_is_a_note_and_lost_for_other_engines(tmp_path: Path) -> None:
    path = tmp_path / "etl.py"
    path.write_text(TEXT)
    files = [SourceFile(path, "etl.py")]
    same, other = parse_target("airflow@3.3"), parse_target("prefect")

    [alone] = convert_files(files, [same]).results
    assert [written.text for written in alone.written] == [TEXT]
    assert {d.code for d in alone.diagnostics} == {"AFR405"}
    notes = [d.message for d in alone.told[same.key]]
    assert {note.partition(", ")[2].partition(":")[0] for note in notes} == LOST

    [both] = convert_files(files, [same, other]).results
    assert {d.code for d in both.diagnostics} == LOST | {"AFR405"}
    lost = {
        task for (_, task), severity in both.worst(other.key).items() if severity.word == "lost"
    }
    assert {"pull", "later"} <= lost
    assert not any(severity.word == "lost" for severity in both.worst(same.key).values())
