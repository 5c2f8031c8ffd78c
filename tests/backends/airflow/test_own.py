"""What only Airflow has reaches the Airflow code, once, and is told where Airflow 3 has no place for it."""

from __future__ import annotations

from pathlib import Path

from polydag.backends.airflow import BACKEND
from polydag.backends.airflow.own import OF_EVERY_TASK, WITHOUT_EFFECT
from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.rendering.formatting import format_modules
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile

SOURCE = """
from datetime import datetime, timedelta
from airflow.sdk import DAG, task
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator

def before(context):
    print(context)

with DAG("d", fail_fast=True, default_view="graph", default_args={"queue": "all", "sla": timedelta(1)}):
    one = BashOperator(task_id="one", bash_command="true", weight_rule="upstream", queue="own")

    @task(executor_config={"cpu": 1}, pre_execute=before, task_concurrency=2)
    def two():
        pass

    one >> two()
"""


def written(text: str, folder: Path) -> tuple[str, set[str]]:
    (folder / "d.py").write_text(text)
    module = read_file(SourceFile(folder / "d.py", "d.py")).module
    assert module is not None
    collector = Collector()
    emission = BACKEND.write(module, Options(), collector)
    told = {f"{d.code} {d.message.split(' ', 1)[0]}" for d in collector.diagnostics}
    return format_modules({"d.py": emission.draft})["d.py"], told


def test_own_settings_stand_where_the_author_set_them(tmp_path: Path) -> None:
    text, told = written(SOURCE, tmp_path)
    assert 'default_args = {"queue": "all"}' in text
    assert 'queue="own"' in text
    assert text.count('"all"') == 1
    assert 'weight_rule="upstream"' in text
    assert "fail_fast=True" in text
    assert 'executor_config={"cpu": 1}' in text
    assert "pre_execute=before" in text
    assert "max_active_tis_per_dag=2" in text
    assert "default_view" not in text.replace("`default_view", "")
    assert told == {"AFW170 `default_view=graph`", "AFW370 `sla=timedelta(1)`"}


def test_what_does_nothing_is_not_written_as_if_it_did() -> None:
    assert not WITHOUT_EFFECT & OF_EVERY_TASK
