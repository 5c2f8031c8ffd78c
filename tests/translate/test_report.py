"""The JSON of `inspect` has the shape that scripts depend on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from polydag.engines import parse_target
from polydag.translate import discover, inspect_files
from polydag.translate.report import report
from polydag.translate.sources import SourceFile

EXAMPLES = Path(__file__).parents[2] / "examples"


def shown(files: Iterable[SourceFile]) -> Any:  # noqa: ANN401 - JSON has any shape
    return json.loads(json.dumps(report(inspect_files(files, [parse_target("dagster")]))))


def test_a_task_says_what_the_public_contract_names() -> None:
    files = discover([str(EXAMPLES / "stock_levels.py")])
    [file] = shown(files)["files"]
    [pipeline] = file["pipelines"]
    assert pipeline["start"] == "2026-01-01T00:00:00+00:00"
    [publish] = [t for t in pipeline["tasks"] if t["id"] == "publish"]
    assert publish == {
        "id": "publish",
        "line": 46,
        "operation": "call",
        "source": "airflow.providers.standard.operators.python.PythonOperator",
        "group": [],
        "upstream": ["count_all", "count_changes"],
        "trigger_rule": "none_failed_min_one_success",
        "retries": 0,
        "retry_delay": 300.0,
        "timeout": None,
        "mapped": False,
        "role": "work",
        "pool": None,
        "support": {"dagster": "native"},
    }


def test_the_summary_counts_tasks_by_the_worst_that_was_told() -> None:
    files = discover([str(EXAMPLES)])
    found = shown(files)
    assert found["summary"] == {
        "files": 2,
        "pipelines": 2,
        "tasks": 11,
        "exact": 10,
        "emulated": 1,
        "lost": 0,
    }


def test_an_unknown_value_is_its_expression(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text(
        "import os\n"
        "from airflow.providers.standard.operators.empty import EmptyOperator\n"
        "from airflow.sdk import DAG\n"
        "with DAG('late', schedule=os.environ['CRON']):\n"
        "    EmptyOperator(task_id='a', retries=int(os.environ['RETRIES']))\n"
    )
    [file] = shown(discover([str(tmp_path / "late.py")]))["files"]
    [pipeline] = file["pipelines"]
    assert pipeline["schedule"]["crons"] == [{"unknown": "os.environ['CRON']"}]
    assert pipeline["tasks"][0]["retries"] == {"unknown": "int(os.environ['RETRIES'])"}
