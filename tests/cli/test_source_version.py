"""`--source-version`: what the user says of the files, for every command that reads some."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

TEXT = """\
from airflow.decorators import dag, task


@task
def load(): ...


@dag(schedule="@daily")
def etl():
    load()


etl()
"""


def test_a_file_is_read_as_stated_from_disk_and_from_stdin(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "etl.py"
    path.write_text(TEXT)
    for stated, catchup in (("3.1", False), ("2", True), ("1.10", True)):
        done = cli("inspect", tmp_path, "--output-format", "json", "--source-version", stated)
        [file] = json.loads(done.out)["files"]
        assert file["pipelines"][0]["catchup"] is catchup
        assert "AFR040" not in done.out
    same = cli("convert", "-", "--to", "airflow@3.3", "--source-version", "3", stdin=TEXT)
    assert (same.code, same.out) == (0, TEXT)
    differs = cli("compare", path, path, "--source-version", "2")
    assert (differs.code, differs.out) == (0, "etl: equal\n")


def test_what_is_assumed_is_told_where_nothing_is_stated(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "etl.py").write_text(TEXT)
    done = cli("inspect", tmp_path, "--to", "dagster", "--verbose")
    assert "AFR040 note: `etl` is read as written for Airflow 2.11" in done.err


@pytest.mark.parametrize("command", ["convert", "verify", "inspect"])
def test_nonsense_is_a_usage_error(cli: Cli, command: str) -> None:
    to = ("--to", "dagster")
    done = cli(command, "etl.py", *to, "--source-version", "2.12")
    assert done.code == 2
    assert "`2.12` is no release that files are read of: Airflow 1.10, Airflow 2.0 to" in done.err
