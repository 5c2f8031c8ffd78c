"""Outputs that may be left out are, for engines in which only tasks are skipped, handed on by tasks of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.optional import with_tasks_for_outputs
from polydag.engines import parse_target
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

OPS = """
from dagster import In, Nothing, Out, Output, job, op

@op(out={"little": Out(is_required=False), "much": Out(is_required=False), "count": Out()})
def pick():
    yield Output(1, "little")
    yield Output(2, "count")

@op(out=Out(int, is_required=False))
def single(rows):
    if rows > 1:
        yield Output(rows)

@op
def total(rows):
    return rows

@op(ins={"start": In(Nothing)})
def after():
    return 1

@job
def picking():
    little, much, count = pick()
    single(count)
    total([little, much])
    after(start=much)
"""


@pytest.fixture
def module(tmp_path: Path) -> Module:
    """The module of ops as it is read."""
    path = tmp_path / "picking.py"
    path.write_text(OPS)
    found = read_file(SourceFile(path, str(path))).module
    assert found is not None
    return found


def upstream(module: Module) -> dict[str, tuple[str, ...]]:
    return Graph(module.pipelines[0]).upstream


def test_what_reads_or_waits_for_an_optional_output_hangs_on_a_task_of_its_own(
    module: Module,
) -> None:
    above = upstream(with_tasks_for_outputs(module).module)
    assert above["pick_little"] == ("pick",)
    assert above["after"] == ("pick_much",)
    assert above["total_rows"] == ("pick_little", "pick_much")
    assert above["total"] == ("total_rows",)
    assert above["single"] == ("pick",)


def test_a_target_whose_lists_have_what_was_given_needs_no_task_for_them(module: Module) -> None:
    above = upstream(with_tasks_for_outputs(module, lists=False, keys=True).module)
    assert above["total"] == ("pick_little", "pick_much")
    assert above["single"] == ("pick_count",)


@pytest.mark.parametrize(
    ("target", "skip"),
    [("airflow", "raise AirflowSkipException"), ("prefect", "return Completed(name=")],
)
def test_bodies_return_what_they_give_or_skip(tmp_path: Path, target: str, skip: str) -> None:
    path = tmp_path / "picking.py"
    path.write_text(OPS)
    [output] = write([read_file(SourceFile(path, str(path)))], [parse_target(target)], Options())
    assert output.text is not None
    assert 'given["little"] = 1' in output.text
    assert "        return rows\n" in output.text
    assert skip in output.text


def test_dagster_keeps_them_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "picking.py"
    path.write_text(OPS)
    reading = read_file(SourceFile(path, str(path)))
    [output] = write([reading], [parse_target("dagster")], Options())
    assert output.text is not None
    assert 'yield Output(1, "little")' in output.text
    assert "given" not in output.text
