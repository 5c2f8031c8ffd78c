"""A gate with nothing below it decides nothing, and keeps nobody waiting."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.diagnostics import Severity
from polydag.engines import parse_target
from polydag.translate import SourceFile, read_file, write

SOURCE = """
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="gates", schedule=None):
    check = ShortCircuitOperator(task_id="check", python_callable=run)
    first = PythonOperator(task_id="first", python_callable=run)
    last = PythonOperator(task_id="last", python_callable=run, trigger_rule="{rule}")
    first >> last
"""


@pytest.mark.parametrize("rule", ["all_success", "all_done", "none_failed"])
def test_what_stands_beside_an_idle_gate_does_not_wait_for_it(rule: str, tmp_path: Path) -> None:
    file = tmp_path / "gates.py"
    file.write_text(SOURCE.format(rule=rule))
    reading = read_file(SourceFile(file, file.name))
    [output] = write([reading], [parse_target("prefect")], Options())
    assert [d.code for d in output.diagnostics if d.severity is Severity.INTERNAL] == []
    assert output.text is not None
    assert "go_on" not in output.text
