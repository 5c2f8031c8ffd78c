"""`polydag run` in the embedded reference: no engine is needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.models import written

MAPPED_OVER_A_PARAMETER = """
from polydag import Pipeline, task

@task
def load(name: str) -> None: ...

with Pipeline("etl") as etl:
    names = etl.param("names", default=["a", "b"])
    load.map(name=names)
"""


def test_bodies_really_run(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", written(tmp_path), "--output-format", "json")
    record = json.loads(done.out)
    assert (done.code, record["engine"], record["run"]["state"]) == (0, "reference", "success")
    assert {task["id"]: task["outputs"]["result"] for task in record["tasks"]} == {
        "extract": [1, 2],
        "load": 2,
    }


def test_a_failed_run_is_exit_code_1(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", written(tmp_path), "--scenario", "extract fails", "--output-format", "json")
    record = json.loads(done.out)
    assert (done.code, record["run"]["state"]) == (1, "failed")
    assert [task["state"] for task in record["tasks"]] == ["failed", "upstream_failed"]
    assert [attempt["retry_wait"] for attempt in record["tasks"][0]["attempts"]] == [60.0, None]


def test_the_table_names_tasks_states_and_values(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", written(tmp_path))
    assert done.code == 0
    assert "etl on reference: success" in done.out
    assert "[1, 2]" in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--scenario", "load burns"],
            "it has: all succeed; extract fails; extract fails once; extract fails once after its body; load fails",
        ),
        (["--pipeline", "elt"], "it has etl"),
        (["--on", "argo"], "airflow@3.3, airflow@2.11, dagster@1.13, prefect@3.8, reference, all"),
        (["--param", "x"], "`x` is not NAME=VALUE"),
        (["--scheduler"], "--scheduler is Airflow 3's own, which nothing runs on here"),
        (["--processes"], "--processes is Dagster's executor, which nothing runs on here"),
        (["--until", "2026-01-07"], "--until needs the scheduler of Airflow 3"),
    ],
    ids=[
        "an unknown scenario",
        "an unknown pipeline",
        "an unknown engine",
        "a parameter without a value",
        "a scheduler that the reference has not",
        "an executor that the reference has not",
        "catching up in the reference",
    ],
)
def test_usage_errors_say_what_there_is(
    cli: Cli, tmp_path: Path, words: list[str], message: str
) -> None:
    done = cli("run", written(tmp_path), *words)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


def test_a_missing_environment_is_told_with_the_command_that_makes_it(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path / "home"))
    done = cli("run", written(tmp_path), "--on", "dagster")
    assert done.code == 2
    assert "polydag engines install dagster@1.13" in done.err


def test_a_file_that_is_not_there_is_told_with_its_place(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", tmp_path / "missing.py")
    assert done.code == 2
    assert f"{tmp_path / 'missing.py'}:1:1" in done.err


def test_a_parameter_that_the_pipeline_does_not_declare_is_told(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", written(tmp_path), "--param", "limit=3")
    assert done.code == 0
    assert "`etl` declares no parameter `limit`" in done.err


def test_a_scenario_may_be_called_by_its_longer_name(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", written(tmp_path), "--scenario", "extract fails for good")
    assert (done.code, done.err) == (1, "")


def test_a_value_that_a_parameter_does_not_take_ends_the_run(cli: Cli, tmp_path: Path) -> None:
    text = (
        "from polydag import Pipeline, task\n\n@task\ndef show(n): ...\n\n"
        "with Pipeline('p') as p:\n    show(p.param('n', default=3))\n"
    )
    file = tmp_path / "p.py"
    file.write_text(text)
    done = cli("run", str(file), "--param", "n=many")
    assert done.code == 1
    assert "not_run" in done.out
    assert "refused: 'many' for the parameter `n`" in " ".join(done.out.split())


def test_an_unknown_scenario_is_told_with_those_that_no_stub_can_make(
    cli: Cli, tmp_path: Path
) -> None:
    source = tmp_path / "sizes.py"
    source.write_text(MAPPED_OVER_A_PARAMETER)
    done = cli("run", source, "--scenario", "items of load: none")
    assert done.code == 2
    assert "it has: all succeed; load fails" in done.err
    assert (
        "not tried: items of load: none, one, many (they come from the parameter `names`)"
        in done.err
    )
