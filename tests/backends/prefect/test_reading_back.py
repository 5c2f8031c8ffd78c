"""A flow that was read from Prefect is written with its author's words: names, comments, the way its tasks are called."""

from __future__ import annotations

from pathlib import Path

from polydag.backends.contract import Options
from polydag.backends.prefect import BACKEND
from polydag.diagnostics import Collector
from polydag.rendering.formatting import format_modules
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile

TASKS = """from prefect import flow, task


@task
def numbers():
    return [1]


@task
def scaled(number, *, by):
    return number * by


@task
def total(xs):
    return sum(xs)


"""


def written(flow: str, folder: Path) -> str:
    """The flow of the file as it is written again."""
    file = folder / "flows.py"
    file.write_text(TASKS + flow)
    module = read_file(SourceFile(file, file.name)).module
    assert module is not None
    emission = BACKEND.write(module, Options(), Collector())
    text = format_modules({file.name: emission.draft})[file.name]
    return text.partition("@flow\n")[2].partition("\n\n\n")[0]


def test_variables_and_comments_are_the_authors(tmp_path: Path) -> None:
    flow = """def sums():
    # There may be none.
    raw = numbers()
    made = [scaled(number, by=2) for number in raw]
    # All of them.
    total(made)"""
    assert written(f"@flow\n{flow}\n", tmp_path) == flow


def test_what_takes_keywords_alone_is_given_by_keyword(tmp_path: Path) -> None:
    flow = "def once():\n    scaled(1, by=2)"
    assert written(f"@flow\n{flow}\n", tmp_path) == flow


def test_a_list_that_a_side_does_not_fill_is_empty(tmp_path: Path) -> None:
    flow = """@flow
def sums():
    raw = numbers()
    made = []
    if len(raw) > 1:
        made = [scaled(number, by=2) for number in raw]
    total(made)
"""
    assert "    made = []\n    if len(raw) > 1:" in written(flow, tmp_path)
