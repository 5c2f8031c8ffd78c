"""What the user chooses about meaning holds for every target."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.engines import parse_target
from polydag.translate.choices import chosen
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

FLOW = """
from prefect import flow, task

@task
def audit():
    return 1

@task
def first():
    return 2

@task
def second():
    return 3

@flow
def nightly():
    audit.submit()
    first()
    second()
"""
TARGETS = ("airflow", "dagster", "prefect")


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    path = tmp_path / "nightly.py"
    path.write_text(FLOW)
    return read_file(SourceFile(path, path.name))


def test_nothing_is_changed_unless_it_is_asked_for(reading: Reading) -> None:
    assert reading.module is not None
    assert chosen(reading.module, Options(), Collector()) is reading.module


def test_a_relaxed_sequence_is_gone_and_told(reading: Reading) -> None:
    assert reading.module is not None
    collector = Collector()
    [pipeline] = chosen(reading.module, Options(sequence="relax"), collector).pipelines
    assert not [edge for edge in pipeline.edges if edge.kind == "sequence"]
    assert {(d.code, d.task) for d in collector.diagnostics} == {("IR301", "second")}


def test_a_strict_outcome_counts_every_failure(reading: Reading) -> None:
    assert reading.module is not None
    [before] = reading.module.pipelines
    [after] = chosen(reading.module, Options(strict_outcome=True), Collector()).pipelines
    assert before.outcome == "listed"
    assert "audit" not in before.listed
    assert (after.outcome, after.listed) == ("any", ())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "options", [Options(sequence="relax"), Options(strict_outcome=True)], ids=str
)
def test_every_target_follows_a_choice(target: str, options: Options, reading: Reading) -> None:
    outputs = [write([reading], [parse_target(target)], chosen) for chosen in (Options(), options)]
    texts = [output.text for [output] in outputs]
    assert None not in texts
    assert texts[0] != texts[1]


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_written_for_a_loss_when_losses_are_errors(target: str, tmp_path: Path) -> None:
    path = tmp_path / "company.py"
    path.write_text(
        "from airflow.sdk import DAG\n"
        "from company.operators import LoadTableOperator\n"
        "with DAG('company', schedule=None):\n"
        "    LoadTableOperator(task_id='load_table', table='orders')\n"
    )
    found = read_file(SourceFile(path, path.name))
    [output] = write([found], [parse_target(target)], Options(unsupported="error"))
    assert output.text is None
    assert "IR302" in {d.code for d in output.diagnostics}
