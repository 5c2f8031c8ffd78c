"""What only Airflow has reaches the Airflow code, once, and is told where Airflow 3 has no place for it."""

from __future__ import annotations

from pathlib import Path

from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.engines import parse_target
from polydag.rendering.formatting import format_modules
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import writer_for

SOURCE = """
from datetime import datetime, timedelta
from airflow.sdk import DAG, AssetAlias, task
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator

def before(context):
    print(context)

with DAG("d", fail_fast=True, default_args={"queue": "all", "sla": timedelta(1)}):
    one = BashOperator(task_id="one", bash_command="true", weight_rule="upstream", queue="own", inlets=[AssetAlias("x")])

    @task(executor_config={"cpu": 1}, pre_execute=before, task_concurrency=2)
    def two():
        pass

    one >> two()
"""


def written(text: str, folder: Path, target: str = "airflow@3.3") -> tuple[str, set[str]]:
    (folder / "d.py").write_text(text)
    module = read_file(SourceFile(folder / "d.py", "d.py")).module
    assert module is not None
    collector = Collector()
    emission = writer_for(parse_target(target)).write(module, Options(), collector)
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
    assert told == {"AFW370 `sla=timedelta(1)`"}


def test_each_version_gets_its_own_words(tmp_path: Path) -> None:
    text, told = written(SOURCE, tmp_path, "airflow@2.11")
    assert "fail_stop=True" in text
    assert '"sla": timedelta(1)' in text
    assert "import DatasetAlias as AssetAlias" in text
    assert not told
