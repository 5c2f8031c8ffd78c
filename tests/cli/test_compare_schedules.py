"""`polydag compare --schedule`: what is asked for wrongly; the answers need engines and are tested with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.models import written


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--since", "2026-01-01"], "--since is about schedules: add --schedule"),
        (["--missed", "late"], "--missed is about schedules: add --schedule"),
        (["--schedule", "--scenario", "all succeed"], "leave --scenario out"),
        (["--schedule", "--report", "a.html"], "leave --report out"),
        (["--schedule", "--fires", "0"], "0 is not in the range"),
        (
            ["--schedule", "--since", "2026-01-02", "--until", "2026-01-02"],
            "--until 2026-01-02 00:00 is not after 2026-01-02 00:00",
        ),
    ],
)
def test_misuse_is_told(cli: Cli, tmp_path: Path, options: list[str], error: str) -> None:
    done = cli("compare", written(tmp_path), "--on", "reference,dagster", *options)
    assert done.code == 2
    assert error in done.err


def test_a_second_file_has_no_runs(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path)
    done = cli("compare", path, path, "--schedule")
    assert done.code == 2
    assert "leave OTHER out" in done.err
