"""Claims about `.airflowignore`: globs of Airflow 3, regular expressions of Airflow 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.frontends.airflow.ignoring import is_ignored
from polydag.translate import discover
from polydag.translate.reading import read_files

FILES = ("a.py", "team/etl.py", "team/lib/etl.py", "team/lib/keep.py", "b_test.py")
CASES = {
    "a folder's name": ({"": "lib"}, True, {"team/lib/etl.py", "team/lib/keep.py"}),
    "an expression is found anywhere in the path": (
        {"": "am/.*etl"},
        True,
        {"team/etl.py", "team/lib/etl.py"},
    ),
    "a comment, and what is no expression": ({"": "*.py\n_test # tests"}, True, {"b_test.py"}),
    "a file further down speaks of the whole path": (
        {"team": "team/etl", "": "# all"},
        True,
        {"team/etl.py"},
    ),
    "a glob is a whole name": (
        {"": "et*\n*_test.py"},
        False,
        {"team/etl.py", "team/lib/etl.py", "b_test.py"},
    ),
    "a glob with a slash is anchored": (
        {"": "/etl.py\nteam/lib/"},
        False,
        {"team/lib/etl.py", "team/lib/keep.py"},
    ),
    "a negation, further down": (
        {"": "**/*.py", "team": "!etl.py"},
        False,
        {"a.py", "b_test.py", "team/lib/keep.py"},
    ),
    "nothing": ({}, False, set()),
}


def laid_out(tree: Path, rules: dict[str, str]) -> None:
    for name in FILES:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("from airflow import DAG\nDAG('etl')\n")
    for folder, text in rules.items():
        (tree / folder / ".airflowignore").write_text(text)


@pytest.mark.parametrize(("rules", "is_two", "ignored"), CASES.values(), ids=CASES)
def test_what_is_left_out(
    tmp_path: Path, rules: dict[str, str], is_two: bool, ignored: set[str]
) -> None:
    laid_out(tmp_path, rules)
    assert {n for n in FILES if is_ignored(tmp_path / n, tmp_path, lambda: is_two)} == ignored


def test_a_tree_leaves_out_what_airflow_does_and_a_named_file_is_read(tmp_path: Path) -> None:
    laid_out(tmp_path, {"": "team/lib/\n"})
    read = {str(r.file.relative): r.status for r in read_files(discover([str(tmp_path)]))}
    assert read["team/lib/etl.py"] == "nothing"
    assert read["team/etl.py"] == "pipelines"
    [named] = read_files(discover([str(tmp_path / "team" / "lib" / "etl.py")]))
    assert named.status == "pipelines"
