"""What is told of parameters that the target checks in another way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, write

FLOW = """
from datetime import date
from prefect import flow, task

@task
def show(x):
    print(x)

@flow
def f(x: {kind} = {default}):
    show(x)
"""
DAG = """
from airflow.sdk import Param, dag, task

@task
def show(x):
    print(x)

@dag(params={{"x": Param({default}, type="{kind}")}})
def f(x={default}):
    show(x)

f()
"""


def converted(tmp_path: Path, text: str, target: str) -> Output:
    file = tmp_path / "f.py"
    file.write_text(text)
    [output] = write([read_file(SourceFile(file, "f.py"))], [parse_target(target)], Options())
    return output


def told(output: Output) -> set[str]:
    return {d.code for d in output.diagnostics if d.code in ("IR003", "IR305")}


@pytest.mark.parametrize(
    ("kind", "default", "codes"),
    [
        *(("int", "3", {"IR003"}), ("bool", "True", {"IR003"}), ("str", "'a'", set[str]())),
        *(("list[int]", "[1]", set[str]()), ("date", "None", {"IR305"}), ("Any", "3", set[str]())),
    ],
)
@pytest.mark.parametrize("target", ["airflow", "dagster"])
def test_what_prefect_makes_of_a_value_is_told(
    tmp_path: Path, target: str, kind: str, default: str, codes: set[str]
) -> None:
    output = converted(tmp_path, FLOW.format(kind=kind, default=default), target)
    assert told(output) == codes


def test_what_airflow_refuses_and_prefect_takes_is_told(tmp_path: Path) -> None:
    assert told(converted(tmp_path, DAG.format(kind="integer", default=3), "prefect")) == {"IR003"}
    assert told(converted(tmp_path, DAG.format(kind="integer", default=3), "dagster")) == set()


@pytest.mark.parametrize("target", ["airflow", "dagster", "prefect"])
def test_no_annotation_of_a_parameter_reads_a_name_that_nobody_imports(
    tmp_path: Path, target: str
) -> None:
    text = converted(tmp_path, FLOW.format(kind="date", default="None"), target).text or ""
    tree = ast.parse(text)
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert "date" not in read - imported
