"""Of Airflow's own example files polydag reads the structure that Airflow loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polydag.diagnostics import Severity
from polydag.translate.reading import read_files
from polydag.translate.sources import SourceFile
from tests.corpus.structures import as_read, differences, unsaid
from tests.corpus.truth import Pair, environment_of, loaded, pairs

VERSIONS = ("airflow-3.3", "airflow-2.11")
# Per version the files with DAGs, their DAGs and tasks: fewer would be files that no longer load.
SIZES = {"airflow-3.3": (67, 115, 423), "airflow-2.11": (52, 74, 350)}


def silent(pair: Pair) -> Iterator[str]:
    """What is read otherwise and is not told."""
    module = pair.reading.module
    found = differences(pair.truth["dags"], as_read(module) if module is not None else {})
    for difference in unsaid(found, pair.reading.diagnostics):
        yield f"{pair.path.name}: {difference}"


@pytest.mark.engines
@pytest.mark.parametrize("version", VERSIONS)
def test_polydag_reads_what_airflow_loads(version: str) -> None:
    assert [text for pair in pairs(version) for text in silent(pair)] == []


@pytest.mark.engines
@pytest.mark.parametrize("version", VERSIONS)
def test_every_example_file_is_compared(version: str) -> None:
    with_dags = [pair.truth["dags"] for pair in pairs(version) if pair.truth["dags"]]
    dags = [dag for found in with_dags for dag in found.values()]
    assert [pair.truth["error"] for pair in pairs(version) if pair.truth["error"]] == []
    assert (len(with_dags), len(dags), sum(len(dag["tasks"]) for dag in dags)) == SIZES[version]


@pytest.mark.engines
@pytest.mark.parametrize("version", VERSIONS)
def test_no_example_file_meets_a_mistake_of_polydag(version: str) -> None:
    told = [d for pair in pairs(version) for d in pair.reading.diagnostics]
    assert [d.message for d in told if d.severity is Severity.INTERNAL] == []


@pytest.mark.engines
def test_a_dag_that_is_read_otherwise_is_found(tmp_path: Path) -> None:
    """The negative control: Airflow loads one file, polydag reads another one."""
    text = (
        "from airflow.sdk import DAG\n"
        "from airflow.providers.standard.operators.empty import EmptyOperator\n"
        'with DAG("etl", schedule="@daily", tags=["a"]):\n'
        '    EmptyOperator(task_id="one") >> EmptyOperator(task_id="two", retries=1)\n'
    )
    (tmp_path / "dags").mkdir()
    path = tmp_path / "dags" / "etl.py"
    path.write_text(text)
    [truth] = loaded(environment_of("airflow-3.3"), [path.parent]).values()
    other = tmp_path / "other.py"
    other.write_text(text.replace("@daily", "@weekly").replace("retries=1", "retries=2"))
    [reading] = read_files([SourceFile(other, other.name)])
    assert [
        text.partition(":")[2].partition(":")[0] for text in silent(Pair(other, truth, reading))
    ] == [
        " schedule of etl",
        " retries of etl.two",
    ]
