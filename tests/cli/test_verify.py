"""`polydag verify`: verdicts, words, exit codes and reports; the engines are played by the reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polydag.runs.results import Results
from tests.cli.conftest import Cli
from tests.cli.models import written
from tests.cli.played import broken, play, without

FLOW = """
from prefect import flow, task

@task(retries=1)
def extract() -> list[int]:
    return [1]

@task
def load(rows: list[int]) -> int:
    return len(rows)

@flow
def {name}():
    return load(extract())
"""
# Dagster has no groups of tasks to limit, so the pool is told (DGW201).
POOLED = """
from airflow.sdk import DAG
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.bash import BashOperator

with DAG("pooled", schedule=None):
    first = BashOperator(task_id="first", bash_command="true", pool="narrow")
    second = BashOperator(task_id="second", bash_command="true")
    first >> second
"""


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    file = tmp_path / "nightly.py"
    file.write_text(FLOW.format(name="nightly"))
    return file


def test_a_result_that_behaves_alike_is_three_lines(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow)
    done = cli("verify", flow, "--to", "dagster,airflow")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"{flow}: nightly, 6 scenarios against the source on prefect-3.8",
        "  dagster-1.13: 6 of 6 scenarios behave the same",
        "  airflow-3.3: 6 of 6 scenarios behave the same",
    ]


def test_without_the_sources_engine_it_says_against_the_reading(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow, installed=("dagster-1.13",))
    done = cli("verify", flow, "--to", "dagster", "--output-format", "json")
    [pipeline] = json.loads(done.out)["pipelines"]
    assert (done.code, pipeline["against"], pipeline["sides"]) == (
        0,
        "reading",
        ["reading", "dagster-1.13"],
    )
    assert "against the reading" in cli("verify", flow, "--to", "dagster").out


def test_a_model_has_the_reference_for_its_source(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = written(tmp_path)
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path))
    file = tmp_path / "etl.py"
    file.write_text(FLOW.format(name="etl"))
    play(monkeypatch, file)
    done = cli("verify", model, "--to", "dagster", "--scenario", "load fails")
    assert done.code == 0
    assert "etl, 1 scenario against the reference" in done.out


def test_a_difference_names_scenario_task_and_both_values(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow, wrong={"dagster-1.13": without("load")})
    done = cli("verify", flow, "--to", "dagster,airflow")
    assert done.code == 1
    assert "dagster-1.13: 1 of 6 scenarios behave the same, 5 differ" in done.out
    assert (
        "all succeed: load: state: source (prefect-3.8) 'success', dagster-1.13 'skipped'\n"
        in done.out
    )


def test_check_prints_only_what_is_not_equal(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow, wrong={"dagster-1.13": without("load")})
    done = cli("verify", flow, "--to", "dagster,airflow", "--check", "--scenario", "all succeed")
    assert done.code == 1
    assert done.out == (
        f"{flow}: nightly: all succeed: load: state: source (prefect-3.8) 'success', dagster-1.13 'skipped'\n"
    )
    assert done.err == "1 pipeline, 1 scenario: 1 equal, 1 different\n"
    play(monkeypatch, flow)
    done = cli("verify", flow, "--to", "dagster", "--check")
    assert (done.code, done.out) == (0, "")


def test_what_is_left_out_is_told_and_a_name_finds_it(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow)
    words = ["verify", flow, "--to", "dagster", "--max-scenarios", "2"]
    left_out = "left out: 4 scenarios more (--max-scenarios 6 runs them all)"
    assert left_out in cli(*words).out.splitlines()[-1]
    assert left_out in cli(*words, "--verbose").out.splitlines()[-1]
    assert cli(*words, "--check").err == "1 pipeline, 2 scenarios: 2 equal, 4 scenarios left out\n"
    [found] = Results.model_validate_json(cli(*words, "--output-format", "json").out).pipelines
    assert [scenario.name for scenario in found.scenarios] == ["all succeed", "extract fails"]
    assert "load fails" in found.left_out
    named = cli(*words, "--scenario", "load fails")
    assert "nightly, 1 scenario against" in named.out
    assert "left out" not in named.out


def test_verbose_shows_the_matrix_and_the_tasks(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    play(monkeypatch, flow)
    out = cli("verify", flow, "--to", "dagster", "--verbose").out
    assert "nightly: scenarios × engines" in out
    assert "success · equal" in out
    assert "nightly: extract fails once" in out
    assert "success (2 attempts)" in out


def test_a_difference_that_was_told_names_the_code_and_may_be_allowed(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pooled.py"
    file.write_text(POOLED)
    play(monkeypatch, file, wrong={"dagster-1.13": without("first")})
    words = ("verify", file, "--to", "dagster", "--scenario", "all succeed")
    done = cli(*words)
    assert done.code == 1
    assert "1 differs as told" in done.out
    assert (
        "first: state: source (airflow-3.3) 'success', dagster-1.13 'skipped', told by DGW201"
        in (done.out)
    )
    assert cli(*words, "--allow-told").code == 0


def test_a_runners_failure_is_its_own_verdict(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow, wrong={"dagster-1.13": broken})
    done = cli("verify", flow, "--to", "dagster", "--scenario", "all succeed")
    assert done.code == 2
    assert "1 failed to run" in done.out
    assert "failed to run: dagster-1.13: the worker ended (9)" in done.out
    assert "differ" not in done.out


def test_in_a_tree_an_unreadable_file_is_told_and_the_others_are_verified(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (flow.parent / "cut_off.py").write_text("from prefect import flow\n\n@flow\ndef half(:\n")
    play(monkeypatch, flow)
    done = cli("verify", flow.parent, "--to", "dagster", "--output-format", "json")
    found = json.loads(done.out)
    assert done.code == 1
    assert "cut_off.py" in done.err
    assert [pipeline["id"] for pipeline in found["pipelines"]] == ["nightly"]
    assert [Path(path).name for path in found["unreadable"]] == ["cut_off.py"]
    assert cli("verify", flow, flow.parent / "cut_off.py", "--to", "dagster").code == 2


def test_the_json_is_what_its_model_says(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow, wrong={"airflow-3.3": without("load")})
    done = cli("verify", flow, "--to", "dagster,airflow", "--output-format", "json")
    found = Results.model_validate_json(done.out)
    [pipeline] = found.pipelines
    by_name = {scenario.name: scenario for scenario in pipeline.scenarios}
    [_, load] = by_name["all succeed"].tasks
    assert json.loads(done.out)["schema"] == 1
    assert {side: verdict.value for side, verdict in load.verdicts.items()} == {
        "dagster-1.13": "equal",
        "airflow-3.3": "different",
    }
    assert (found.summary.equal, found.summary.different) == (6, 6)


def test_a_report_is_also_written(
    cli: Cli, flow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow)
    report = tmp_path / "out" / "report.json"
    assert cli("verify", flow, "--to", "dagster", "--report", report).code == 0
    assert Results.model_validate_json(report.read_text()).summary.equal == 6
    assert cli("verify", flow, "--to", "dagster", "--report", report.with_suffix(".html")).code == 0
    assert "1 pipeline, 6 scenarios: 6 equal" in report.with_suffix(".html").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--to", "argo"], "`argo` is no engine that polydag knows"),
        (["--to", "airflow@2.9"], "`airflow@2.9` is no engine that polydag knows"),
        ([], "Missing option '--to'"),
        (["--to", "dagster", "--scenario", "load burns"], "has no scenario `load burns`; it has: "),
        (["--to", "dagster", "--pipeline", "daily"], "no pipeline `daily`, but nightly"),
        (["--to", "dagster", "--report", "page.pdf"], "ends neither in .html nor in .json"),
        (["--to", "dagster", "--param", "x"], "`x` is not NAME=VALUE"),
        (["--to", "dagster", "--max-scenarios", "0"], "0 is not in the range x>=1"),
    ],
    ids=[
        "an unknown engine",
        "a version that is not written",
        "no engine",
        "an unknown scenario",
        "an unknown pipeline",
        "a report of another kind",
        "a parameter without a value",
        "no scenario at all",
    ],
)
def test_misuse_says_what_is_wrong(
    cli: Cli, flow: Path, words: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow)
    done = cli("verify", flow, *words)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


def test_a_missing_environment_is_told_with_the_command_that_makes_it(
    cli: Cli, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, flow, installed=())
    done = cli("verify", flow, "--to", "dagster")
    assert done.code == 2
    assert "polydag engines install dagster@1.13" in done.err


def test_a_file_without_a_pipeline_has_nothing_to_verify(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch)
    (tmp_path / "empty.py").write_text("")
    done = cli("verify", tmp_path / "empty.py", "--to", "dagster")
    assert done.code == 2
    assert "nothing to verify" in done.err
