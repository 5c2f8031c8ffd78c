"""What is wrong with a file or folder is told in one line with its place, by every command; the other files are still done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

GOOD = """\
from airflow.sdk import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("good"):
    EmptyOperator(task_id="only")
"""
RECURSIVE = """\
from airflow import DAG


def make(depth):
    return make(depth + 1)


with DAG("endless"):
    make(0)
"""
FAULTS = {
    "a syntax error": ("faulty.py", b"def (:\n", 1, "IR411"),
    "a binary file": ("binary.py", b"\x7fELF\x00\x01\xff", 1, "IR412"),
    "a file above the limit": ("large.py", b"x = 1\n" * 900_000, 1, "IR414"),
    "a recursive factory": ("recursive.py", RECURSIVE.encode(), 8, "IR416"),
}
NAMED_ONLY = {"an empty file": ("empty.py", b"", 1, "IR413")}
Fault = tuple[str, bytes, int, str]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "dags"
    folder.mkdir()
    (folder / "good.py").write_text(GOOD)
    return folder


def lines_about(text: str, path: Path) -> list[str]:
    return [line for line in text.splitlines() if str(path) in line]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_one_in_a_tree_is_one_line_and_the_others_are_converted(
    cli: Cli, tree: Path, tmp_path: Path, fault: Fault
) -> None:
    name, content, number, code = fault
    (tree / name).write_bytes(content)
    done = cli("convert", tree, "--to", "dagster", "-o", tmp_path / "out")
    [line] = lines_about(done.err, tree / name)
    assert line.startswith(f"{tree / name}:{number}:")
    assert code in line
    assert done.code == 1
    assert (tmp_path / "out" / "good.py").is_file()
    assert not (tmp_path / "out" / name).exists()


@pytest.mark.parametrize("fault", (FAULTS | NAMED_ONLY).values(), ids=FAULTS | NAMED_ONLY)
@pytest.mark.parametrize(
    "words",
    [["convert", "--to", "dagster"], ["inspect"], ["graph"], ["run"]],
    ids=["convert", "inspect", "graph", "run"],
)
def test_one_that_was_named_is_told_by_every_command(
    cli: Cli, tree: Path, words: list[str], fault: Fault
) -> None:
    name, content, number, code = fault
    (tree / name).write_bytes(content)
    done = cli(*words, tree / name)
    told = [line for line in lines_about(done.err, tree / name) if code in line]
    assert done.code == 2
    assert len(told) == 1
    assert told[0].startswith(f"{tree / name}:{number}:")


def test_an_empty_file_in_a_tree_is_nothing(cli: Cli, tree: Path, tmp_path: Path) -> None:
    (tree / "__init__.py").touch()
    done = cli("convert", tree, "--to", "dagster", "-o", tmp_path / "out")
    assert done.code == 0
    assert lines_about(done.err, tree / "__init__.py") == []


@pytest.mark.parametrize(
    "words",
    [["convert", "--to", "dagster", "-o", "out"], ["inspect"], ["graph"], ["run"]],
    ids=["convert", "inspect", "graph", "run"],
)
def test_a_folder_that_is_not_there_is_told_by_every_command(
    cli: Cli, tmp_path: Path, words: list[str]
) -> None:
    done = cli(*words, tmp_path / "nowhere")
    assert done.code == 2
    assert "No such file" in done.err
    assert str(tmp_path / "nowhere") in done.err


def test_an_output_folder_that_cannot_be_made_is_one_line(
    cli: Cli, tree: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine\n")
    done = cli("convert", tree, "--to", "dagster", "-o", tmp_path / "file" / "out", "--quiet")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert str(tmp_path / "file") in done.err
    assert (tmp_path / "file").read_text() == "mine\n"


def test_a_report_that_cannot_be_written_is_one_line(cli: Cli, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    report = tmp_path / "file" / "report.json"
    done = cli("convert", tree, "--to", "dagster", "--plan", "--report", report, "--quiet")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert str(report) in done.err
