"""`polydag inspect`: an inventory that scripts can rely on."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Cli
from tests.cli.models import written
from tests.cli.test_convert import DAG


def test_the_json_is_stable(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(DAG.format(name="one"))
    done = cli("inspect", tmp_path / "one.py", "--output-format", "json")
    data = json.loads(done.out)
    (file,) = data["files"]
    (pipeline,) = file["pipelines"]
    assert done.code == 0
    assert (data["schema"], file["engine"], file["status"]) == (1, "airflow", "pipelines")
    assert (pipeline["id"], pipeline["line"]) == ("one", 17)
    assert [task["id"] for task in pipeline["tasks"]] == ["extract", "load"]
    assert pipeline["tasks"][1]["upstream"] == ["extract"]
    assert pipeline["tasks"][0]["retry_delay"] == 300.0
    assert set(pipeline["tasks"][0]["support"]) == {"airflow", "dagster", "prefect"}
    assert data["summary"] == {
        "files": 1,
        "pipelines": 1,
        "tasks": 2,
        "exact": 2,
        "emulated": 0,
        "lost": 0,
    }


def test_the_text_has_a_line_per_pipeline_and_engine(cli: Cli, tmp_path: Path) -> None:
    done = cli("inspect", written(tmp_path), "--to", "prefect,dagster")
    assert done.code == 0
    assert done.out.splitlines() == [
        f"{tmp_path / 'etl.json'}: etl, polydag, 2 tasks",
        "  prefect-3.8: 2 of 2 tasks as they are",
        "  dagster-1.13: 2 of 2 tasks as they are",
    ]


def test_a_folder_without_pipelines_is_no_error(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "constants.py").write_text("RATE = 2\n")
    (tmp_path / "empty.py").touch()
    done = cli("inspect", tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "")
