"""The driver: broken pipelines, bugs and refused output stay with their file."""

from __future__ import annotations

from pathlib import Path

import pytest

import polydag.translate.readback as readback
from polydag.backends import dagster
from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic, Severity
from polydag.engines import parse_target
from polydag.ir.graph import Graph
from polydag.syntax.module import SourceModule, parse
from polydag.translate import convert_files, discover
from polydag.translate.reading import read_file, read_files
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

GOOD = """
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

def run():
    return 1

with DAG("good", schedule=None):
    PythonOperator(task_id="a", python_callable=run) >> PythonOperator(task_id="b", python_callable=run)
"""
CIRCLE = """
with DAG("circle", schedule=None):
    c = PythonOperator(task_id="c", python_callable=run)
    d = PythonOperator(task_id="d", python_callable=run)
    c >> d >> c
"""


def made(folder: Path, **files: str) -> list[SourceFile]:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return list(discover([str(folder)]))


def test_a_pipeline_with_a_circle_is_told_and_its_neighbour_written(tmp_path: Path) -> None:
    conversion = convert_files(made(tmp_path, both=GOOD + CIRCLE), [parse_target("dagster")])
    [result] = conversion.results
    assert [plan.id for written in result.written for plan in written.pipelines] == ["good"]
    assert "IR401" in {d.code for d in conversion.diagnostics}


def test_an_unreadable_file_leaves_the_others(tmp_path: Path) -> None:
    files = made(tmp_path, good=GOOD, broken="def (:\n")
    conversion = convert_files(files, [parse_target("prefect")])
    assert {r.file.relative.name: r.status for r in conversion.results} == {
        "good.py": "pipelines",
        "broken.py": "unreadable",
    }
    assert len(conversion.texts) == 1


def test_a_bug_in_a_backend_is_an_internal_error_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(type(dagster.BACKEND), "write", broken)
    targets = [parse_target("dagster"), parse_target("prefect")]
    conversion = convert_files(made(tmp_path, good=GOOD), targets)
    assert [w.text is None for r in conversion.results for w in r.written] == [True, False]
    assert "IR902" in {d.code for d in conversion.diagnostics}


def test_an_engine_free_module_is_copied_and_an_empty_one_too(tmp_path: Path) -> None:
    conversion = convert_files(
        made(tmp_path, good=GOOD, shared="X = 1\n"), [parse_target("dagster")]
    )
    assert {str(file.path) for file in conversion.files} >= {"good.py", "shared.py"}


def test_several_targets_have_a_folder_each(tmp_path: Path) -> None:
    targets = [parse_target("dagster"), parse_target("prefect")]
    paths = {str(file.path) for file in convert_files(made(tmp_path, good=GOOD), targets).files}
    assert paths >= {"dagster-1.13/good.py", "prefect-3.8/good.py"}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    files = made(tmp_path, good=GOOD)
    targets = [parse_target(name) for name in ("airflow", "dagster", "prefect")]
    assert convert_files(files, targets).files == convert_files(files, targets).files


def test_a_dropped_dependency_is_found_when_the_code_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the read-back: the plan says a dependency that the code lacks."""
    file = made(tmp_path, good=GOOD)[0]
    reading = read_file(file)
    assert reading.module is not None
    [pipeline] = reading.module.pipelines
    assert Graph(pipeline).upstream["b"] == ("a",)
    lost = pipeline.model_copy(update={"edges": ()})
    monkeypatch.setattr(readback, "graph_of", lambda _: Graph(lost))
    [output] = write([reading], [parse_target("airflow")], Options())
    assert "IR905" in {d.code for d in output.diagnostics}
    assert output.text is None


def test_a_finding_of_a_backend_stands_at_its_pipeline_or_task(tmp_path: Path) -> None:
    text = GOOD.replace("schedule=None", "schedule='@daily', start_date='2024-01-01'")
    text += '    PythonOperator(task_id="c", python_callable=run, priority_weight=3)\n'
    [result] = convert_files(made(tmp_path, good=text), [parse_target("prefect")]).results
    lines = {d.task: d.span.line for d in result.told["prefect-3.8"] if d.span is not None}
    assert lines == {None: 8, "c": 10}


def test_a_module_that_two_files_import_is_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared.py").write_text("ID = 'a'\n", encoding="utf-8")
    for name in ("one", "two"):
        text = f"from airflow import DAG\nfrom shared import ID\nDAG('{name}' + ID)\n"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    parsed: list[str] = []

    def counted(path: Path, display: str, name: str) -> SourceModule | Diagnostic:
        parsed.append(path.name)
        return parse(path, display, name)

    monkeypatch.setattr("polydag.syntax.project.parse", counted)
    read_files([SourceFile(tmp_path / f"{name}.py", f"{name}.py") for name in ("one", "two")])
    assert parsed == ["shared.py"]


def test_every_task_whose_body_asks_its_engine_in_vain_needs_somebody(tmp_path: Path) -> None:
    text = """
from airflow.sdk import DAG, task

@task
def show(ti=None):
    print(ti.hostname)

@task
def plain():
    return 1

with DAG("etl", schedule=None):
    show()
    show()
    plain()
"""
    targets = [parse_target(name) for name in ("dagster", "prefect")]
    [result] = convert_files(made(tmp_path, etl=text), targets).results
    for target in targets:
        worst = result.worst(target.key)
        lost = {task for (_, task), severity in worst.items() if severity is Severity.LOST}
        assert lost == {"show", "show__1"}
