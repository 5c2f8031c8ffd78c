"""Airflow's own example files, written for every engine: they load there, and Airflow loads from its own what it had."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.pipeline import Module
from polydag.translate.reading import read_files
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write
from tests.corpus.structures import Difference, differences, unsaid
from tests.corpus.truth import ROOT, Loaded, Pair, environment_of, loaded, pairs

SOURCES = ("airflow-3.3", "airflow-2.11")
TARGETS = tuple(map(parse_target, ("airflow@3.3", "dagster", "prefect")))
# Strict: what is healed fails. Markers are written as functions that raise, which is told.
REWRITTEN = {
    "airflow-3.3": {"example_external_task_marker_dag.py"},
    "airflow-2.11": {
        # Airflow 3 has no `prev_execution_date`, so that the body computes it.
        "example_branch_python_dop_operator_3.py",
        "example_external_task_marker_dag.py",
        "example_subdag_operator.py",
    },
}


def sources(version: str) -> dict[str, Pair]:
    """The files with DAGs, by name."""
    return {pair.path.name: pair for pair in pairs(version) if pair.truth["dags"]}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder per source and target."""
    folder = tmp_path_factory.mktemp("written")
    for version in SOURCES:
        readings = [pair.reading for pair in sources(version).values()]
        for output in write(readings, TARGETS, Options()):
            assert output.text is not None, [d.message for d in output.diagnostics]
            path = folder / version / output.target.key / output.reading.file.path.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(output.text)
    return folder


@pytest.mark.engines
@pytest.mark.parametrize("target", ["dagster-1.13", "prefect-3.8"])
@pytest.mark.parametrize("version", SOURCES)
def test_every_file_loads(written: Path, version: str, target: str) -> None:
    environment = environment_of(target)
    folder = written / version / target
    run = subprocess.run(
        [environment.python, Path(__file__).with_name("load_written.py"), target[:7], folder],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert json.loads(run.stdout) == {}
    assert len(list(folder.glob("*.py"))) == len(sources(version))


@pytest.mark.engines
@pytest.mark.parametrize("version", SOURCES)
def test_airflow_loads_from_its_own_files_what_it_had(written: Path, version: str) -> None:
    folder = written / version / "airflow-3.3"
    truth = loaded(environment_of("airflow-3.3"), [folder])
    again = {path.name: found for path, found in truth.items()}
    assert {name: found["error"] for name, found in again.items() if found["error"]} == {}
    assert again.keys() == sources(version).keys()
    silent = [
        f"{name}: {difference}"
        for name, pair in sources(version).items()
        for difference in unsaid(
            _changes(pair.truth, again[name], version == "airflow-2.11"),
            pair.reading.diagnostics,
        )
    ]
    assert silent == []


def _changes(before: Loaded, after: Loaded, is_upgrade: bool) -> Iterator[Difference]:
    """Airflow 3 has other timetables for what is written in the same words; catchup says nothing where there is no schedule."""
    for difference in differences(before["dags"], after["dags"]):
        dag = before["dags"].get(difference.dag)
        idle = difference.attribute == "catchup" and dag is not None and dag["schedule"] is None
        if not idle and not (is_upgrade and difference.attribute == "schedule"):
            yield difference


@pytest.mark.engines
@pytest.mark.parametrize("version", SOURCES)
def test_bodies_stay_as_they_are(written: Path, version: str) -> None:
    folder = written / version / "airflow-3.3"
    files = sources(version)
    again = read_files(SourceFile(folder / name, name) for name in files)
    changed = {
        name
        for (name, pair), after in zip(files.items(), again, strict=True)
        if _bodies(pair.reading.module) != _bodies(after.module)
    }
    assert changed == REWRITTEN[version]


def _bodies(module: Module | None) -> dict[str, str]:
    assert module is not None
    return {name: f.text for name, f in module.functions.items() if not f.synthesised}
