"""Airflow 3.3 loads the files of Airflow 2.11 after their upgrade, and 2.11 those that went back."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.diagnostics import Diagnostic
from polydag.engines import parse_target
from polydag.translate import SourceFile, convert_files
from tests.corpus.truth import environment_of, examples, loaded

GOLDEN = Path(__file__).parents[2] / "golden" / "upgrades"
# A file whose imports are gone is told, and is the only kind that does not load.
GONE = "AFW360"


def written(files: list[SourceFile], target: str, folder: Path) -> tuple[Diagnostic, ...]:
    """Edit files, and lay them out."""
    conversion = convert_files(files, (parse_target(target),))
    for file in conversion.files:
        if file.path.suffix == ".py":
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text)
    return conversion.diagnostics


@pytest.mark.engines
def test_the_examples_of_the_older_airflow_load_in_the_newer_one(tmp_path: Path) -> None:
    [folder] = examples(environment_of("airflow-2.11"))
    files = [SourceFile(path, path.name, folder) for path in sorted(folder.rglob("*.py"))]
    told = written(files, "airflow@3.3", tmp_path / "dags")
    gone = {d.span.path for d in told if d.code == GONE and d.span is not None}
    found = loaded(environment_of("airflow-3.3"), [tmp_path / "dags"])
    failed = {path.name: file["error"] for path, file in found.items() if file["error"]}
    assert {name: error for name, error in failed.items() if name not in gone} == {}
    assert set(failed) <= {"example_subdag_operator.py"}
    assert sum(len(file["dags"]) for file in found.values()) >= 67


@pytest.mark.engines
@pytest.mark.parametrize(
    ("names", "target"),
    [
        (("datasets_2", "era_1_10", "taskflow_2", "templates_2"), "airflow@3.3"),
        (("back_to_2",), "airflow@2.11"),
    ],
    ids=["to the newer version", "to the older version"],
)
def test_the_golden_files_load(names: tuple[str, ...], target: str, tmp_path: Path) -> None:
    for name in names:
        (tmp_path / f"{name}.py").write_text((GOLDEN / name / "after.py").read_text())
    found = loaded(environment_of(parse_target(target).key), [tmp_path])
    assert [file["error"] for file in found.values() if file["error"]] == []
    assert all(file["dags"] for file in found.values())
