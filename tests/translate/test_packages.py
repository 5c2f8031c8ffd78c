"""Packages that come with one engine and not with another."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate import emitted
from polydag.translate.migration import migration_page
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, write

DAG = """
from airflow.sdk import dag, task
{top}

@task
def show():
    {inside}
    print(pendulum.now(), croniter, yaml, polars)

@dag
def clock():
    show()

clock()
"""
TOP = "import croniter, pendulum, polars, yaml"
FLOW = """
import httpx
from prefect import flow, task

@task
def show():
    print(httpx.get("http://localhost"))

@flow
def clock():
    show()
"""


def converted(tmp_path: Path, text: str, target: str) -> Output:
    file = tmp_path / "f.py"
    file.write_text(text)
    [output] = write([read_file(SourceFile(file, "f.py"))], [parse_target(target)], Options())
    return output


def packages(output: Output) -> list[str]:
    assert output.emission is not None
    told = {str(d.package) for d in output.diagnostics if d.code == "IR004"}  # type: ignore[attr-defined]  # of this code
    assert told <= set(output.emission.packages)
    return sorted(told)


@pytest.mark.parametrize(
    ("target", "missing"),
    [("dagster", ["croniter", "pendulum"]), ("prefect", ["croniter"]), ("airflow", [])],
)
def test_what_only_the_source_has_is_listed(
    tmp_path: Path, target: str, missing: list[str]
) -> None:
    output = converted(tmp_path, DAG.format(top=TOP, inside=""), target)
    assert packages(output) == missing
    [result] = emitted([output.reading], (output.target,), Options())
    page = migration_page([(result, written) for written in result.written])
    assert all(f"- `{package}`" in page for package in missing)


def test_an_import_inside_a_body_counts(tmp_path: Path) -> None:
    output = converted(tmp_path, DAG.format(top="", inside=TOP), "dagster")
    assert packages(output) == ["croniter", "pendulum"]


def test_what_comes_with_prefect_alone_is_listed_for_dagster(tmp_path: Path) -> None:
    assert packages(converted(tmp_path, FLOW, "dagster")) == ["httpx"]
    assert packages(converted(tmp_path, FLOW, "airflow")) == []


def test_a_source_without_an_environment_misses_nothing(tmp_path: Path) -> None:
    text = (
        "import pendulum\nfrom polydag import Pipeline, task\n\n@task\ndef show():\n"
        "    print(pendulum.now())\n\nwith Pipeline('clock') as clock:\n    show()\n"
    )
    assert packages(converted(tmp_path, text, "dagster")) == []
